"""Words that may tell of somebody else are in no record that is handed out, and are counted."""

import json

from sqlalchemy import select

from outreach.cases.models import Case
from outreach.database import Database
from outreach.expertise.services.dossier import dossier
from outreach.expertise.services.withheld import Withheld, withheld
from outreach.fieldwork.models import SafetyRemark, VisitIncident
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import sit_down
from tests.world import add_case


def test_an_incident_may_tell_of_a_neighbour_or_a_partner(sqlite_database: Database) -> None:
    desk = sit_down(sqlite_database)
    other = add_case(desk.world, first_name="Dominique", phone="+33639980011", email=None)
    visit, now = desk.raises(TaskKind.VISIT), desk.world.clock.now()
    desk.done(visit, "not_home", note="Son frère a ouvert.")
    with sqlite_database.write() as session:
        case = session.scalars(select(Case).where(Case.reference == desk.reference)).one()
        remark = SafetyRemark(
            case_id=case.id, text="Chien", written_at=now, written_by="v", review_on=desk.today
        )
        told = VisitIncident(
            key="1",
            case_id=case.id,
            visit_id=visit,
            task_id=visit,
            text="Le voisin a crié.",
            happened_at=now,
            written_at=now,
            written_by="v",
        )
        session.add_all([remark, told])
    with sqlite_database.read() as session:
        assert withheld(session, desk.reference) == Withheld(1, 1, 1)
        assert withheld(session, other) == Withheld(0, 0, 0)
        words = json.dumps(dossier(session, desk.reference), ensure_ascii=False)
    assert not [word for word in ("voisin", "Chien", "frère") if word in words]
