"""Every table, in one list: what Alembic compares and what resolves foreign keys by name."""

from outreach.agenda import models as agenda
from outreach.cases import models as cases
from outreach.database import Base
from outreach.fieldwork import models as fieldwork
from outreach.inbox import models as inbox
from outreach.intake import models as intake
from outreach.messages import models as messages
from outreach.people import models as people
from outreach.programmes import models as programmes
from outreach.record.models import journal as record
from outreach.replies import models as replies
from outreach.sequences import models as sequences
from outreach.staff import models as staff
from outreach.tasks import models as tasks
from outreach.upkeep import models as upkeep

ROOMS = (
    record,
    staff,
    people,
    programmes,
    cases,
    tasks,
    agenda,
    messages,
    sequences,
    intake,
    replies,
    inbox,
    fieldwork,
    upkeep,
)
METADATA = Base.metadata
