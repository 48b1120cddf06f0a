-- Every table at revision 0015, for people to read: `make schema` writes it.

CREATE FUNCTION public.anchors_place() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.anchors
    WHERE reference = new.reference
      AND (on_day >= new.on_day OR length >= new.length)) THEN
    RAISE EXCEPTION 'anchors: rows are only added' USING ERRCODE = '23000';
  END IF;
  RETURN new;
END $$;

CREATE FUNCTION public.anchors_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION 'anchors: rows are only added' USING ERRCODE = '23000';
END $$;

CREATE FUNCTION public.journal_place() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF new.number <> (
    SELECT coalesce(max(number), 0) + 1 FROM public.journal
    WHERE reference = new.reference)
  OR new.previous <> coalesce((SELECT hash FROM public.journal
    WHERE reference = new.reference ORDER BY number DESC LIMIT 1), '') THEN
    RAISE EXCEPTION 'journal: rows are only added' USING ERRCODE = '23000';
  END IF;
  RETURN new;
END $$;

CREATE FUNCTION public.journal_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION 'journal: rows are only added' USING ERRCODE = '23000';
END $$;

CREATE TABLE public.absences (
    id integer NOT NULL,
    team character varying(40) NOT NULL,
    staff_id integer,
    starts_on date NOT NULL,
    ends_on date NOT NULL
);

CREATE SEQUENCE public.absences_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.absences_id_seq OWNED BY public.absences.id;

CREATE TABLE public.anchors (
    reference character varying(20) NOT NULL,
    on_day date NOT NULL,
    length integer NOT NULL,
    head character varying(64) NOT NULL
);

CREATE TABLE public.appointments (
    id integer NOT NULL,
    key character varying(26) NOT NULL,
    case_id integer NOT NULL,
    person_id integer,
    kind character varying(10) NOT NULL,
    state character varying(10) NOT NULL,
    staff_id integer NOT NULL,
    place character varying(10) NOT NULL,
    office_id integer,
    elsewhere text,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    companion_id integer,
    offer_id integer,
    task_id integer,
    revision integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by character varying(40) NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    reminded_at timestamp with time zone,
    reminder_key character varying(26)
);

CREATE SEQUENCE public.appointments_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.appointments_id_seq OWNED BY public.appointments.id;

CREATE TABLE public.attempts (
    id integer NOT NULL,
    key character varying(26) NOT NULL,
    case_id integer,
    person_id integer,
    thread_id integer,
    enrolment_id integer,
    task_id integer,
    reply_id integer,
    step character varying(20),
    "position" smallint,
    try_no smallint NOT NULL,
    purpose character varying(20) NOT NULL,
    channel character varying(10) NOT NULL,
    medium character varying(10),
    contact_point_id integer,
    address text,
    address_hash character varying(64),
    subject text,
    body text,
    language character varying(8) NOT NULL,
    text_code character varying(20),
    script_version character varying(60),
    segments smallint,
    automated boolean NOT NULL,
    actor character varying(40) NOT NULL,
    status character varying(20) NOT NULL,
    reason character varying(120),
    error character varying(20),
    act character varying(20),
    provider_id character varying(255),
    absent_seen smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    called_at timestamp with time zone,
    settled_at timestamp with time zone,
    expires_at timestamp with time zone,
    lease_until timestamp with time zone,
    lease_owner character varying(26)
);

CREATE SEQUENCE public.attempts_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.attempts_id_seq OWNED BY public.attempts.id;

CREATE TABLE public.calendar_feeds (
    id integer NOT NULL,
    staff_id integer NOT NULL,
    token_hash character varying(64) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);

CREATE SEQUENCE public.calendar_feeds_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.calendar_feeds_id_seq OWNED BY public.calendar_feeds.id;

CREATE TABLE public.cases (
    id integer NOT NULL,
    reference character varying(20) NOT NULL,
    programme_id integer NOT NULL,
    team character varying(40) NOT NULL,
    owner_id integer,
    state character varying(20) NOT NULL,
    eligible boolean NOT NULL,
    reasons json NOT NULL,
    close_reason character varying(20),
    created_at timestamp with time zone NOT NULL,
    place_taken_at timestamp with time zone,
    closed_at timestamp with time zone,
    salt text,
    journal_length integer NOT NULL,
    journal_head character varying(64) NOT NULL
);

CREATE SEQUENCE public.cases_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.cases_id_seq OWNED BY public.cases.id;

CREATE TABLE public.closures (
    id integer NOT NULL,
    programme_id integer NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL
);

CREATE SEQUENCE public.closures_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.closures_id_seq OWNED BY public.closures.id;

CREATE TABLE public.contact_points (
    id integer NOT NULL,
    person_id integer NOT NULL,
    kind character varying(10) NOT NULL,
    value text,
    value_hash character varying(64),
    rank smallint NOT NULL,
    source character varying(20) NOT NULL,
    status character varying(20) NOT NULL,
    to_confirm boolean NOT NULL,
    discreet boolean NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.contact_points_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.contact_points_id_seq OWNED BY public.contact_points.id;

CREATE TABLE public.cursors (
    name character varying(60) NOT NULL,
    value character varying(400) NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE public.enrolments (
    id integer NOT NULL,
    case_id integer NOT NULL,
    person_id integer NOT NULL,
    thread_id integer NOT NULL,
    version_id integer NOT NULL,
    state character varying(10) NOT NULL,
    "position" smallint NOT NULL,
    started_on date NOT NULL,
    j0 date,
    due_at timestamp with time zone,
    then_at timestamp with time zone,
    reason character varying(40) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone
);

CREATE SEQUENCE public.enrolments_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.enrolments_id_seq OWNED BY public.enrolments.id;

CREATE TABLE public.heartbeats (
    name character varying(40) NOT NULL,
    at timestamp with time zone NOT NULL,
    owner character varying(60) NOT NULL
);

CREATE TABLE public.holds (
    id integer NOT NULL,
    programme_id integer,
    since timestamp with time zone NOT NULL,
    actor character varying(40) NOT NULL,
    reason character varying(200) NOT NULL,
    lifted_at timestamp with time zone,
    lifted_by character varying(40)
);

CREATE SEQUENCE public.holds_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.holds_id_seq OWNED BY public.holds.id;

CREATE TABLE public.imported_files (
    id integer NOT NULL,
    programme_id integer NOT NULL,
    digest character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    actor character varying(40) NOT NULL,
    accepted integer NOT NULL,
    rejected integer NOT NULL,
    known integer NOT NULL,
    key character varying(26),
    told json
);

CREATE SEQUENCE public.imported_files_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.imported_files_id_seq OWNED BY public.imported_files.id;

CREATE TABLE public.invitations (
    id integer NOT NULL,
    staff_id integer NOT NULL,
    token_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by character varying(40) NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

CREATE SEQUENCE public.invitations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.invitations_id_seq OWNED BY public.invitations.id;

CREATE TABLE public.journal (
    reference character varying(20) NOT NULL,
    number integer NOT NULL,
    at timestamp with time zone NOT NULL,
    actor character varying(40) NOT NULL,
    event character varying(40) NOT NULL,
    facts text NOT NULL,
    body character varying(64),
    previous character varying(64) NOT NULL,
    hash character varying(64) NOT NULL,
    CONSTRAINT ck_journal_ck_journal_number CHECK ((number >= 1))
);

CREATE TABLE public.offers (
    id integer NOT NULL,
    attempt_key character varying(26) NOT NULL,
    rank smallint NOT NULL,
    case_id integer NOT NULL,
    person_id integer NOT NULL,
    staff_id integer NOT NULL,
    office_id integer NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    held_until timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.offers_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.offers_id_seq OWNED BY public.offers.id;

CREATE TABLE public.offices (
    id integer NOT NULL,
    team character varying(40) NOT NULL,
    name character varying(60) NOT NULL,
    address character varying(200) NOT NULL,
    active boolean NOT NULL
);

CREATE SEQUENCE public.offices_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.offices_id_seq OWNED BY public.offices.id;

CREATE TABLE public.openings (
    id integer NOT NULL,
    staff_id integer NOT NULL,
    office_id integer NOT NULL,
    weekday smallint NOT NULL,
    starts time without time zone NOT NULL,
    ends time without time zone NOT NULL,
    minutes smallint NOT NULL
);

CREATE SEQUENCE public.openings_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.openings_id_seq OWNED BY public.openings.id;

CREATE TABLE public.opt_outs (
    id integer NOT NULL,
    value_hash character varying(64) NOT NULL,
    kind character varying(20) NOT NULL,
    at timestamp with time zone NOT NULL,
    source character varying(20) NOT NULL,
    lifted_at timestamp with time zone
);

CREATE SEQUENCE public.opt_outs_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.opt_outs_id_seq OWNED BY public.opt_outs.id;

CREATE TABLE public.papers (
    id integer NOT NULL,
    case_id integer NOT NULL,
    number integer NOT NULL,
    kind character varying(20) NOT NULL,
    dated_on date NOT NULL,
    received_on date,
    deadline date,
    task_id integer,
    replaces integer,
    noted_at timestamp with time zone NOT NULL,
    noted_by character varying(40) NOT NULL,
    struck_at timestamp with time zone,
    struck_by character varying(40),
    struck_why character varying(20)
);

CREATE SEQUENCE public.papers_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.papers_id_seq OWNED BY public.papers.id;

CREATE TABLE public.passkeys (
    id integer NOT NULL,
    staff_id integer NOT NULL,
    name character varying(64) NOT NULL,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    sign_count integer NOT NULL,
    transports json NOT NULL,
    extensions character varying(255) NOT NULL,
    device_type character varying(64) NOT NULL,
    backed_up boolean NOT NULL,
    usage character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.passkeys_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.passkeys_id_seq OWNED BY public.passkeys.id;

CREATE TABLE public.pauses (
    id integer NOT NULL,
    case_id integer NOT NULL,
    reason character varying(20) NOT NULL,
    actor character varying(40) NOT NULL,
    since timestamp with time zone NOT NULL,
    until date,
    ended_at timestamp with time zone,
    ended_by character varying(40)
);

CREATE SEQUENCE public.pauses_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.pauses_id_seq OWNED BY public.pauses.id;

CREATE TABLE public.pending_imports (
    key character varying(26) NOT NULL,
    programme_id integer NOT NULL,
    digest character varying(64) NOT NULL,
    lines text NOT NULL,
    at timestamp with time zone NOT NULL,
    actor character varying(40) NOT NULL
);

CREATE TABLE public.people (
    id integer NOT NULL,
    first_name text,
    last_name text,
    civility character varying(10) NOT NULL,
    match_hash character varying(64),
    name_damaged boolean NOT NULL,
    language character varying(8) NOT NULL,
    language_confirmed boolean NOT NULL,
    can_read character varying(10) NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.people_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.people_id_seq OWNED BY public.people.id;

CREATE TABLE public.programmes (
    id integer NOT NULL,
    code character varying(20) NOT NULL,
    name character varying(120) NOT NULL,
    landlord character varying(120) NOT NULL,
    team character varying(40) NOT NULL,
    starts_on date,
    ends_on date,
    capacity smallint NOT NULL,
    fee smallint NOT NULL,
    contact_name character varying(60) NOT NULL,
    contact_phone text,
    adil_phone character varying(20) NOT NULL,
    head_office character varying(200) NOT NULL,
    dpo character varying(200) NOT NULL,
    hours character varying(400) NOT NULL,
    terms json NOT NULL,
    policy json NOT NULL,
    categories json NOT NULL,
    created_at timestamp with time zone NOT NULL,
    letter_layout character varying(10) NOT NULL
);

CREATE SEQUENCE public.programmes_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.programmes_id_seq OWNED BY public.programmes.id;

CREATE TABLE public.receipts (
    id integer NOT NULL,
    attempt_key character varying(64) NOT NULL,
    provider_id character varying(255) NOT NULL,
    word character varying(30) NOT NULL,
    progress character varying(20) NOT NULL,
    code character varying(20) NOT NULL,
    act character varying(20) NOT NULL,
    segments smallint,
    at timestamp with time zone NOT NULL,
    applied boolean NOT NULL
);

CREATE SEQUENCE public.receipts_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.receipts_id_seq OWNED BY public.receipts.id;

CREATE TABLE public.referrals (
    id integer NOT NULL,
    case_id integer NOT NULL,
    programme_id integer NOT NULL,
    landlord_reference character varying(60) NOT NULL,
    entered_on date NOT NULL,
    first_missed_on date NOT NULL,
    guarantor character varying(10) NOT NULL,
    landlord_attempts smallint,
    visit_remark text,
    codes json NOT NULL,
    differences json NOT NULL,
    file_digest character varying(64) NOT NULL,
    "row" integer NOT NULL,
    received_at timestamp with time zone NOT NULL,
    proposed text
);

CREATE SEQUENCE public.referrals_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.referrals_id_seq OWNED BY public.referrals.id;

CREATE TABLE public.replies (
    id integer NOT NULL,
    thread_id integer NOT NULL,
    case_id integer,
    source character varying(10) NOT NULL,
    provider_id character varying(255) NOT NULL,
    message_id_hash character varying(64),
    message_id text,
    channel character varying(10) NOT NULL,
    sender text,
    sender_hash character varying(64) NOT NULL,
    text text,
    whole text,
    subject text,
    media smallint NOT NULL,
    nature character varying(12) NOT NULL,
    found_by character varying(10) NOT NULL,
    intents text,
    kinds text,
    alert boolean NOT NULL,
    sent_at timestamp with time zone,
    received_at timestamp with time zone NOT NULL,
    handled_at timestamp with time zone
);

CREATE SEQUENCE public.replies_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.replies_id_seq OWNED BY public.replies.id;

CREATE TABLE public.safety_remarks (
    id integer NOT NULL,
    case_id integer NOT NULL,
    text text,
    written_at timestamp with time zone NOT NULL,
    written_by character varying(40) NOT NULL,
    review_on date NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(40)
);

CREATE SEQUENCE public.safety_remarks_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.safety_remarks_id_seq OWNED BY public.safety_remarks.id;

CREATE TABLE public.script_drafts (
    id integer NOT NULL,
    slug character varying(60) NOT NULL,
    base_number smallint NOT NULL,
    files json NOT NULL,
    revision integer NOT NULL,
    edited_at timestamp with time zone NOT NULL,
    edited_by character varying(40) NOT NULL
);

CREATE SEQUENCE public.script_drafts_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.script_drafts_id_seq OWNED BY public.script_drafts.id;

CREATE TABLE public.script_versions (
    id integer NOT NULL,
    slug character varying(60) NOT NULL,
    number smallint NOT NULL,
    files json NOT NULL,
    digest character varying(64) NOT NULL,
    published_at timestamp with time zone NOT NULL,
    published_by character varying(40) NOT NULL
);

CREATE SEQUENCE public.script_versions_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.script_versions_id_seq OWNED BY public.script_versions.id;

CREATE TABLE public.senders (
    id integer NOT NULL,
    medium character varying(10) NOT NULL,
    identity character varying(254) NOT NULL,
    per_second double precision NOT NULL,
    free_at timestamp with time zone NOT NULL,
    stopped_until timestamp with time zone,
    stopped_code character varying(20),
    read_at timestamp with time zone,
    unread_since timestamp with time zone
);

CREATE SEQUENCE public.senders_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.senders_id_seq OWNED BY public.senders.id;

CREATE TABLE public.staff (
    id integer NOT NULL,
    code character varying(40) NOT NULL,
    email character varying(254) NOT NULL,
    first_name character varying(60) NOT NULL,
    phone text,
    role character varying(20) NOT NULL,
    password_hash character varying(255) NOT NULL,
    active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    team character varying(40) NOT NULL,
    seen_at timestamp with time zone,
    session_key character varying(64) NOT NULL,
    factor character varying(20),
    factor_secret text,
    recovery_codes text,
    passkey_handle character varying(64)
);

CREATE SEQUENCE public.staff_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.staff_id_seq OWNED BY public.staff.id;

CREATE TABLE public.staff_notices (
    id integer NOT NULL,
    key character varying(26) NOT NULL,
    staff_id integer NOT NULL,
    task_id integer NOT NULL,
    reason character varying(40) NOT NULL,
    medium character varying(10) NOT NULL,
    subject text,
    body text,
    state character varying(10) NOT NULL,
    error character varying(20),
    tries smallint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone
);

CREATE SEQUENCE public.staff_notices_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.staff_notices_id_seq OWNED BY public.staff_notices.id;

CREATE TABLE public.taken_quarters (
    staff_id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    appointment_key character varying(26) NOT NULL
);

CREATE TABLE public.tasks (
    id integer NOT NULL,
    case_id integer,
    person_id integer,
    enrolment_id integer,
    step character varying(20),
    round integer NOT NULL,
    kind character varying(20) NOT NULL,
    reason character varying(40) NOT NULL,
    state character varying(10) NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    due_on date NOT NULL,
    visit_at timestamp with time zone,
    owner_id integer,
    outcome character varying(20),
    done_on date,
    done_at timestamp with time zone,
    done_by character varying(40),
    note text,
    agreed_at timestamp with time zone
);

CREATE SEQUENCE public.tasks_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.tasks_id_seq OWNED BY public.tasks.id;

CREATE TABLE public.thread_notes (
    id integer NOT NULL,
    key character varying(26) NOT NULL,
    thread_id integer NOT NULL,
    case_id integer,
    actor character varying(40) NOT NULL,
    text text,
    at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.thread_notes_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.thread_notes_id_seq OWNED BY public.thread_notes.id;

CREATE TABLE public.threads (
    id integer NOT NULL,
    case_id integer,
    person_id integer,
    sender_hash character varying(64),
    reply_token character varying(26) NOT NULL,
    first_unanswered_at timestamp with time zone,
    alert boolean NOT NULL,
    automatic_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.threads_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.threads_id_seq OWNED BY public.threads.id;

CREATE TABLE public.tries (
    id integer NOT NULL,
    key_hash character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.tries_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.tries_id_seq OWNED BY public.tries.id;

CREATE TABLE public.vault (
    name character varying(40) NOT NULL,
    value text NOT NULL
);

CREATE TABLE public.visit_incidents (
    id integer NOT NULL,
    key character varying(26) NOT NULL,
    case_id integer NOT NULL,
    visit_id integer NOT NULL,
    task_id integer NOT NULL,
    text text,
    happened_at timestamp with time zone NOT NULL,
    written_at timestamp with time zone NOT NULL,
    written_by character varying(40) NOT NULL
);

CREATE SEQUENCE public.visit_incidents_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.visit_incidents_id_seq OWNED BY public.visit_incidents.id;

CREATE TABLE public.visit_stays (
    task_id integer NOT NULL,
    companion_id integer,
    entered_at timestamp with time zone,
    entered_by character varying(40),
    left_at timestamp with time zone,
    alarm_at timestamp with time zone,
    card_left boolean NOT NULL,
    answered_at timestamp with time zone,
    answered_by character varying(40),
    escalated_at timestamp with time zone
);

CREATE TABLE public.visit_watches (
    team character varying(40) NOT NULL,
    staff_id integer NOT NULL,
    minutes smallint NOT NULL,
    patience smallint NOT NULL,
    word text
);

ALTER TABLE ONLY public.absences ALTER COLUMN id SET DEFAULT nextval('public.absences_id_seq'::regclass);

ALTER TABLE ONLY public.appointments ALTER COLUMN id SET DEFAULT nextval('public.appointments_id_seq'::regclass);

ALTER TABLE ONLY public.attempts ALTER COLUMN id SET DEFAULT nextval('public.attempts_id_seq'::regclass);

ALTER TABLE ONLY public.calendar_feeds ALTER COLUMN id SET DEFAULT nextval('public.calendar_feeds_id_seq'::regclass);

ALTER TABLE ONLY public.cases ALTER COLUMN id SET DEFAULT nextval('public.cases_id_seq'::regclass);

ALTER TABLE ONLY public.closures ALTER COLUMN id SET DEFAULT nextval('public.closures_id_seq'::regclass);

ALTER TABLE ONLY public.contact_points ALTER COLUMN id SET DEFAULT nextval('public.contact_points_id_seq'::regclass);

ALTER TABLE ONLY public.enrolments ALTER COLUMN id SET DEFAULT nextval('public.enrolments_id_seq'::regclass);

ALTER TABLE ONLY public.holds ALTER COLUMN id SET DEFAULT nextval('public.holds_id_seq'::regclass);

ALTER TABLE ONLY public.imported_files ALTER COLUMN id SET DEFAULT nextval('public.imported_files_id_seq'::regclass);

ALTER TABLE ONLY public.invitations ALTER COLUMN id SET DEFAULT nextval('public.invitations_id_seq'::regclass);

ALTER TABLE ONLY public.offers ALTER COLUMN id SET DEFAULT nextval('public.offers_id_seq'::regclass);

ALTER TABLE ONLY public.offices ALTER COLUMN id SET DEFAULT nextval('public.offices_id_seq'::regclass);

ALTER TABLE ONLY public.openings ALTER COLUMN id SET DEFAULT nextval('public.openings_id_seq'::regclass);

ALTER TABLE ONLY public.opt_outs ALTER COLUMN id SET DEFAULT nextval('public.opt_outs_id_seq'::regclass);

ALTER TABLE ONLY public.papers ALTER COLUMN id SET DEFAULT nextval('public.papers_id_seq'::regclass);

ALTER TABLE ONLY public.passkeys ALTER COLUMN id SET DEFAULT nextval('public.passkeys_id_seq'::regclass);

ALTER TABLE ONLY public.pauses ALTER COLUMN id SET DEFAULT nextval('public.pauses_id_seq'::regclass);

ALTER TABLE ONLY public.people ALTER COLUMN id SET DEFAULT nextval('public.people_id_seq'::regclass);

ALTER TABLE ONLY public.programmes ALTER COLUMN id SET DEFAULT nextval('public.programmes_id_seq'::regclass);

ALTER TABLE ONLY public.receipts ALTER COLUMN id SET DEFAULT nextval('public.receipts_id_seq'::regclass);

ALTER TABLE ONLY public.referrals ALTER COLUMN id SET DEFAULT nextval('public.referrals_id_seq'::regclass);

ALTER TABLE ONLY public.replies ALTER COLUMN id SET DEFAULT nextval('public.replies_id_seq'::regclass);

ALTER TABLE ONLY public.safety_remarks ALTER COLUMN id SET DEFAULT nextval('public.safety_remarks_id_seq'::regclass);

ALTER TABLE ONLY public.script_drafts ALTER COLUMN id SET DEFAULT nextval('public.script_drafts_id_seq'::regclass);

ALTER TABLE ONLY public.script_versions ALTER COLUMN id SET DEFAULT nextval('public.script_versions_id_seq'::regclass);

ALTER TABLE ONLY public.senders ALTER COLUMN id SET DEFAULT nextval('public.senders_id_seq'::regclass);

ALTER TABLE ONLY public.staff ALTER COLUMN id SET DEFAULT nextval('public.staff_id_seq'::regclass);

ALTER TABLE ONLY public.staff_notices ALTER COLUMN id SET DEFAULT nextval('public.staff_notices_id_seq'::regclass);

ALTER TABLE ONLY public.tasks ALTER COLUMN id SET DEFAULT nextval('public.tasks_id_seq'::regclass);

ALTER TABLE ONLY public.thread_notes ALTER COLUMN id SET DEFAULT nextval('public.thread_notes_id_seq'::regclass);

ALTER TABLE ONLY public.threads ALTER COLUMN id SET DEFAULT nextval('public.threads_id_seq'::regclass);

ALTER TABLE ONLY public.tries ALTER COLUMN id SET DEFAULT nextval('public.tries_id_seq'::regclass);

ALTER TABLE ONLY public.visit_incidents ALTER COLUMN id SET DEFAULT nextval('public.visit_incidents_id_seq'::regclass);

ALTER TABLE ONLY public.absences
    ADD CONSTRAINT pk_absences PRIMARY KEY (id);

ALTER TABLE ONLY public.anchors
    ADD CONSTRAINT pk_anchors PRIMARY KEY (reference, on_day);

ALTER TABLE ONLY public.appointments
    ADD CONSTRAINT pk_appointments PRIMARY KEY (id);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT pk_attempts PRIMARY KEY (id);

ALTER TABLE ONLY public.calendar_feeds
    ADD CONSTRAINT pk_calendar_feeds PRIMARY KEY (id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT pk_cases PRIMARY KEY (id);

ALTER TABLE ONLY public.closures
    ADD CONSTRAINT pk_closures PRIMARY KEY (id);

ALTER TABLE ONLY public.contact_points
    ADD CONSTRAINT pk_contact_points PRIMARY KEY (id);

ALTER TABLE ONLY public.cursors
    ADD CONSTRAINT pk_cursors PRIMARY KEY (name);

ALTER TABLE ONLY public.enrolments
    ADD CONSTRAINT pk_enrolments PRIMARY KEY (id);

ALTER TABLE ONLY public.heartbeats
    ADD CONSTRAINT pk_heartbeats PRIMARY KEY (name);

ALTER TABLE ONLY public.holds
    ADD CONSTRAINT pk_holds PRIMARY KEY (id);

ALTER TABLE ONLY public.imported_files
    ADD CONSTRAINT pk_imported_files PRIMARY KEY (id);

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT pk_invitations PRIMARY KEY (id);

ALTER TABLE ONLY public.journal
    ADD CONSTRAINT pk_journal PRIMARY KEY (reference, number);

ALTER TABLE ONLY public.offers
    ADD CONSTRAINT pk_offers PRIMARY KEY (id);

ALTER TABLE ONLY public.offices
    ADD CONSTRAINT pk_offices PRIMARY KEY (id);

ALTER TABLE ONLY public.openings
    ADD CONSTRAINT pk_openings PRIMARY KEY (id);

ALTER TABLE ONLY public.opt_outs
    ADD CONSTRAINT pk_opt_outs PRIMARY KEY (id);

ALTER TABLE ONLY public.papers
    ADD CONSTRAINT pk_papers PRIMARY KEY (id);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT pk_passkeys PRIMARY KEY (id);

ALTER TABLE ONLY public.pauses
    ADD CONSTRAINT pk_pauses PRIMARY KEY (id);

ALTER TABLE ONLY public.pending_imports
    ADD CONSTRAINT pk_pending_imports PRIMARY KEY (key);

ALTER TABLE ONLY public.people
    ADD CONSTRAINT pk_people PRIMARY KEY (id);

ALTER TABLE ONLY public.programmes
    ADD CONSTRAINT pk_programmes PRIMARY KEY (id);

ALTER TABLE ONLY public.receipts
    ADD CONSTRAINT pk_receipts PRIMARY KEY (id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT pk_referrals PRIMARY KEY (id);

ALTER TABLE ONLY public.replies
    ADD CONSTRAINT pk_replies PRIMARY KEY (id);

ALTER TABLE ONLY public.safety_remarks
    ADD CONSTRAINT pk_safety_remarks PRIMARY KEY (id);

ALTER TABLE ONLY public.script_drafts
    ADD CONSTRAINT pk_script_drafts PRIMARY KEY (id);

ALTER TABLE ONLY public.script_versions
    ADD CONSTRAINT pk_script_versions PRIMARY KEY (id);

ALTER TABLE ONLY public.senders
    ADD CONSTRAINT pk_senders PRIMARY KEY (id);

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT pk_staff PRIMARY KEY (id);

ALTER TABLE ONLY public.staff_notices
    ADD CONSTRAINT pk_staff_notices PRIMARY KEY (id);

ALTER TABLE ONLY public.taken_quarters
    ADD CONSTRAINT pk_taken_quarters PRIMARY KEY (staff_id, at);

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT pk_tasks PRIMARY KEY (id);

ALTER TABLE ONLY public.thread_notes
    ADD CONSTRAINT pk_thread_notes PRIMARY KEY (id);

ALTER TABLE ONLY public.threads
    ADD CONSTRAINT pk_threads PRIMARY KEY (id);

ALTER TABLE ONLY public.tries
    ADD CONSTRAINT pk_tries PRIMARY KEY (id);

ALTER TABLE ONLY public.vault
    ADD CONSTRAINT pk_vault PRIMARY KEY (name);

ALTER TABLE ONLY public.visit_incidents
    ADD CONSTRAINT pk_visit_incidents PRIMARY KEY (id);

ALTER TABLE ONLY public.visit_stays
    ADD CONSTRAINT pk_visit_stays PRIMARY KEY (task_id);

ALTER TABLE ONLY public.visit_watches
    ADD CONSTRAINT pk_visit_watches PRIMARY KEY (team);

ALTER TABLE ONLY public.appointments
    ADD CONSTRAINT uq_appointments_key UNIQUE (key);

ALTER TABLE ONLY public.appointments
    ADD CONSTRAINT uq_appointments_offer_id UNIQUE (offer_id);

ALTER TABLE ONLY public.appointments
    ADD CONSTRAINT uq_appointments_task_id UNIQUE (task_id);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT uq_attempts_enrolment_id_step_try_no UNIQUE (enrolment_id, step, try_no);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT uq_attempts_key UNIQUE (key);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT uq_attempts_medium_provider_id UNIQUE (medium, provider_id);

ALTER TABLE ONLY public.calendar_feeds
    ADD CONSTRAINT uq_calendar_feeds_token_hash UNIQUE (token_hash);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT uq_cases_reference UNIQUE (reference);

ALTER TABLE ONLY public.enrolments
    ADD CONSTRAINT uq_enrolments_case_id_person_id_version_id UNIQUE (case_id, person_id, version_id);

ALTER TABLE ONLY public.imported_files
    ADD CONSTRAINT uq_imported_files_key UNIQUE (key);

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT uq_invitations_token_hash UNIQUE (token_hash);

ALTER TABLE ONLY public.offers
    ADD CONSTRAINT uq_offers_attempt_key_rank UNIQUE (attempt_key, rank);

ALTER TABLE ONLY public.offices
    ADD CONSTRAINT uq_offices_team_name UNIQUE (team, name);

ALTER TABLE ONLY public.openings
    ADD CONSTRAINT uq_openings_staff_id_weekday_starts UNIQUE (staff_id, weekday, starts);

ALTER TABLE ONLY public.papers
    ADD CONSTRAINT uq_papers_case_id_number UNIQUE (case_id, number);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT uq_passkeys_credential_id UNIQUE (credential_id);

ALTER TABLE ONLY public.programmes
    ADD CONSTRAINT uq_programmes_code UNIQUE (code);

ALTER TABLE ONLY public.receipts
    ADD CONSTRAINT uq_receipts_attempt_key_provider_id_word UNIQUE (attempt_key, provider_id, word);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT uq_referrals_case_id UNIQUE (case_id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT uq_referrals_programme_id_landlord_reference UNIQUE (programme_id, landlord_reference);

ALTER TABLE ONLY public.replies
    ADD CONSTRAINT uq_replies_source_provider_id UNIQUE (source, provider_id);

ALTER TABLE ONLY public.script_drafts
    ADD CONSTRAINT uq_script_drafts_slug UNIQUE (slug);

ALTER TABLE ONLY public.script_versions
    ADD CONSTRAINT uq_script_versions_slug_number UNIQUE (slug, number);

ALTER TABLE ONLY public.senders
    ADD CONSTRAINT uq_senders_medium_identity UNIQUE (medium, identity);

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT uq_staff_code UNIQUE (code);

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT uq_staff_email UNIQUE (email);

ALTER TABLE ONLY public.staff_notices
    ADD CONSTRAINT uq_staff_notices_key UNIQUE (key);

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT uq_staff_passkey_handle UNIQUE (passkey_handle);

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT uq_staff_session_key UNIQUE (session_key);

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT uq_tasks_enrolment_id_step_round UNIQUE (enrolment_id, step, round);

ALTER TABLE ONLY public.thread_notes
    ADD CONSTRAINT uq_thread_notes_key UNIQUE (key);

ALTER TABLE ONLY public.threads
    ADD CONSTRAINT uq_threads_case_id_person_id UNIQUE (case_id, person_id);

ALTER TABLE ONLY public.threads
    ADD CONSTRAINT uq_threads_reply_token UNIQUE (reply_token);

ALTER TABLE ONLY public.visit_incidents
    ADD CONSTRAINT uq_visit_incidents_key UNIQUE (key);

CREATE INDEX ix_absences_team_ends_on ON public.absences USING btree (team, ends_on);

CREATE INDEX ix_appointments_case_id ON public.appointments USING btree (case_id);

CREATE INDEX ix_appointments_staff_id_starts_at ON public.appointments USING btree (staff_id, starts_at);

CREATE INDEX ix_appointments_state_starts_at ON public.appointments USING btree (state, starts_at);

CREATE INDEX ix_attempts_address_hash_at ON public.attempts USING btree (address_hash, at);

CREATE INDEX ix_attempts_case_id_at ON public.attempts USING btree (case_id, at);

CREATE INDEX ix_attempts_pending ON public.attempts USING btree (status, lease_until) WHERE ((status)::text = ANY ((ARRAY['reserved'::character varying, 'calling'::character varying, 'uncertain'::character varying])::text[]));

CREATE INDEX ix_attempts_person_id_at ON public.attempts USING btree (person_id, at);

CREATE INDEX ix_calendar_feeds_staff_id ON public.calendar_feeds USING btree (staff_id);

CREATE INDEX ix_cases_programme_id_state ON public.cases USING btree (programme_id, state);

CREATE INDEX ix_closures_programme_id ON public.closures USING btree (programme_id);

CREATE INDEX ix_contact_points_person_id ON public.contact_points USING btree (person_id);

CREATE INDEX ix_contact_points_value_hash ON public.contact_points USING btree (value_hash);

CREATE INDEX ix_enrolments_due ON public.enrolments USING btree (due_at, id) WHERE ((state)::text = 'active'::text);

CREATE INDEX ix_offers_staff_id_starts_at ON public.offers USING btree (staff_id, starts_at);

CREATE INDEX ix_opt_outs_value_hash ON public.opt_outs USING btree (value_hash);

CREATE INDEX ix_passkeys_staff_id ON public.passkeys USING btree (staff_id);

CREATE INDEX ix_pauses_open ON public.pauses USING btree (case_id) WHERE (ended_at IS NULL);

CREATE INDEX ix_people_match_hash ON public.people USING btree (match_hash);

CREATE INDEX ix_replies_message_id_hash ON public.replies USING btree (message_id_hash);

CREATE INDEX ix_replies_thread_id_received_at ON public.replies USING btree (thread_id, received_at);

CREATE INDEX ix_safety_remarks_case_id ON public.safety_remarks USING btree (case_id);

CREATE INDEX ix_staff_notices_state_due_at ON public.staff_notices USING btree (state, due_at);

CREATE INDEX ix_staff_notices_task_id ON public.staff_notices USING btree (task_id);

CREATE INDEX ix_taken_quarters_appointment_key ON public.taken_quarters USING btree (appointment_key);

CREATE INDEX ix_tasks_case_id ON public.tasks USING btree (case_id);

CREATE INDEX ix_tasks_open ON public.tasks USING btree (due_on) WHERE ((state)::text = 'open'::text);

CREATE INDEX ix_thread_notes_thread_id_at ON public.thread_notes USING btree (thread_id, at);

CREATE INDEX ix_threads_person_id ON public.threads USING btree (person_id);

CREATE INDEX ix_threads_sender_hash ON public.threads USING btree (sender_hash);

CREATE INDEX ix_threads_to_answer ON public.threads USING btree (first_unanswered_at) WHERE (first_unanswered_at IS NOT NULL);

CREATE INDEX ix_tries_key_hash_at ON public.tries USING btree (key_hash, at);

CREATE INDEX ix_visit_incidents_case_id ON public.visit_incidents USING btree (case_id);

CREATE UNIQUE INDEX uq_attempts_one_open ON public.attempts USING btree (enrolment_id, step) WHERE ((enrolment_id IS NOT NULL) AND ((status)::text = ANY ((ARRAY['reserved'::character varying, 'calling'::character varying, 'uncertain'::character varying, 'accepted'::character varying, 'sent'::character varying, 'delivered'::character varying])::text[])));

CREATE TRIGGER anchors_in_order BEFORE INSERT ON public.anchors FOR EACH ROW EXECUTE FUNCTION public.anchors_place();

ALTER TABLE public.anchors ENABLE ALWAYS TRIGGER anchors_in_order;

CREATE TRIGGER anchors_unchanged BEFORE DELETE OR UPDATE OR TRUNCATE ON public.anchors FOR EACH STATEMENT EXECUTE FUNCTION public.anchors_refuse();

ALTER TABLE public.anchors ENABLE ALWAYS TRIGGER anchors_unchanged;

CREATE TRIGGER journal_in_order BEFORE INSERT ON public.journal FOR EACH ROW EXECUTE FUNCTION public.journal_place();

ALTER TABLE public.journal ENABLE ALWAYS TRIGGER journal_in_order;

CREATE TRIGGER journal_unchanged BEFORE DELETE OR UPDATE OR TRUNCATE ON public.journal FOR EACH STATEMENT EXECUTE FUNCTION public.journal_refuse();

ALTER TABLE public.journal ENABLE ALWAYS TRIGGER journal_unchanged;

ALTER TABLE ONLY public.absences
    ADD CONSTRAINT fk_absences_staff_id_staff FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.anchors
    ADD CONSTRAINT fk_anchors_reference_cases FOREIGN KEY (reference) REFERENCES public.cases(reference);

ALTER TABLE ONLY public.appointments
    ADD CONSTRAINT fk_appointments_case_id_cases FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.appointments
    ADD CONSTRAINT fk_appointments_companion_id_staff FOREIGN KEY (companion_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.appointments
    ADD CONSTRAINT fk_appointments_offer_id_offers FOREIGN KEY (offer_id) REFERENCES public.offers(id);

ALTER TABLE ONLY public.appointments
    ADD CONSTRAINT fk_appointments_office_id_offices FOREIGN KEY (office_id) REFERENCES public.offices(id);

ALTER TABLE ONLY public.appointments
    ADD CONSTRAINT fk_appointments_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);

ALTER TABLE ONLY public.appointments
    ADD CONSTRAINT fk_appointments_staff_id_staff FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.appointments
    ADD CONSTRAINT fk_appointments_task_id_tasks FOREIGN KEY (task_id) REFERENCES public.tasks(id);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT fk_attempts_case_id_cases FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT fk_attempts_contact_point_id_contact_points FOREIGN KEY (contact_point_id) REFERENCES public.contact_points(id);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT fk_attempts_enrolment_id_enrolments FOREIGN KEY (enrolment_id) REFERENCES public.enrolments(id);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT fk_attempts_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT fk_attempts_reply_id_replies FOREIGN KEY (reply_id) REFERENCES public.replies(id);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT fk_attempts_task_id_tasks FOREIGN KEY (task_id) REFERENCES public.tasks(id);

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT fk_attempts_thread_id_threads FOREIGN KEY (thread_id) REFERENCES public.threads(id);

ALTER TABLE ONLY public.calendar_feeds
    ADD CONSTRAINT fk_calendar_feeds_staff_id_staff FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT fk_cases_owner_id_staff FOREIGN KEY (owner_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT fk_cases_programme_id_programmes FOREIGN KEY (programme_id) REFERENCES public.programmes(id);

ALTER TABLE ONLY public.closures
    ADD CONSTRAINT fk_closures_programme_id_programmes FOREIGN KEY (programme_id) REFERENCES public.programmes(id);

ALTER TABLE ONLY public.contact_points
    ADD CONSTRAINT fk_contact_points_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);

ALTER TABLE ONLY public.enrolments
    ADD CONSTRAINT fk_enrolments_case_id_cases FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.enrolments
    ADD CONSTRAINT fk_enrolments_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);

ALTER TABLE ONLY public.enrolments
    ADD CONSTRAINT fk_enrolments_thread_id_threads FOREIGN KEY (thread_id) REFERENCES public.threads(id);

ALTER TABLE ONLY public.enrolments
    ADD CONSTRAINT fk_enrolments_version_id_script_versions FOREIGN KEY (version_id) REFERENCES public.script_versions(id);

ALTER TABLE ONLY public.holds
    ADD CONSTRAINT fk_holds_programme_id_programmes FOREIGN KEY (programme_id) REFERENCES public.programmes(id);

ALTER TABLE ONLY public.imported_files
    ADD CONSTRAINT fk_imported_files_programme_id_programmes FOREIGN KEY (programme_id) REFERENCES public.programmes(id);

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT fk_invitations_staff_id_staff FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.offers
    ADD CONSTRAINT fk_offers_case_id_cases FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.offers
    ADD CONSTRAINT fk_offers_office_id_offices FOREIGN KEY (office_id) REFERENCES public.offices(id);

ALTER TABLE ONLY public.offers
    ADD CONSTRAINT fk_offers_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);

ALTER TABLE ONLY public.offers
    ADD CONSTRAINT fk_offers_staff_id_staff FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.openings
    ADD CONSTRAINT fk_openings_office_id_offices FOREIGN KEY (office_id) REFERENCES public.offices(id);

ALTER TABLE ONLY public.openings
    ADD CONSTRAINT fk_openings_staff_id_staff FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.papers
    ADD CONSTRAINT fk_papers_case_id_cases FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.papers
    ADD CONSTRAINT fk_papers_task_id_tasks FOREIGN KEY (task_id) REFERENCES public.tasks(id);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT fk_passkeys_staff_id_staff FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.pauses
    ADD CONSTRAINT fk_pauses_case_id_cases FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.pending_imports
    ADD CONSTRAINT fk_pending_imports_programme_id_programmes FOREIGN KEY (programme_id) REFERENCES public.programmes(id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT fk_referrals_case_id_cases FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT fk_referrals_programme_id_programmes FOREIGN KEY (programme_id) REFERENCES public.programmes(id);

ALTER TABLE ONLY public.replies
    ADD CONSTRAINT fk_replies_case_id_cases FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.replies
    ADD CONSTRAINT fk_replies_thread_id_threads FOREIGN KEY (thread_id) REFERENCES public.threads(id);

ALTER TABLE ONLY public.safety_remarks
    ADD CONSTRAINT fk_safety_remarks_case_id_cases FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.staff_notices
    ADD CONSTRAINT fk_staff_notices_staff_id_staff FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.staff_notices
    ADD CONSTRAINT fk_staff_notices_task_id_tasks FOREIGN KEY (task_id) REFERENCES public.tasks(id);

ALTER TABLE ONLY public.taken_quarters
    ADD CONSTRAINT fk_taken_quarters_staff_id_staff FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT fk_tasks_case_id_cases FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT fk_tasks_enrolment_id_enrolments FOREIGN KEY (enrolment_id) REFERENCES public.enrolments(id);

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT fk_tasks_owner_id_staff FOREIGN KEY (owner_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT fk_tasks_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);

ALTER TABLE ONLY public.thread_notes
    ADD CONSTRAINT fk_thread_notes_case_id_cases FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.thread_notes
    ADD CONSTRAINT fk_thread_notes_thread_id_threads FOREIGN KEY (thread_id) REFERENCES public.threads(id);

ALTER TABLE ONLY public.threads
    ADD CONSTRAINT fk_threads_case_id_cases FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.threads
    ADD CONSTRAINT fk_threads_person_id_people FOREIGN KEY (person_id) REFERENCES public.people(id);

ALTER TABLE ONLY public.visit_incidents
    ADD CONSTRAINT fk_visit_incidents_case_id_cases FOREIGN KEY (case_id) REFERENCES public.cases(id);

ALTER TABLE ONLY public.visit_incidents
    ADD CONSTRAINT fk_visit_incidents_task_id_tasks FOREIGN KEY (task_id) REFERENCES public.tasks(id);

ALTER TABLE ONLY public.visit_incidents
    ADD CONSTRAINT fk_visit_incidents_visit_id_tasks FOREIGN KEY (visit_id) REFERENCES public.tasks(id);

ALTER TABLE ONLY public.visit_stays
    ADD CONSTRAINT fk_visit_stays_companion_id_staff FOREIGN KEY (companion_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.visit_stays
    ADD CONSTRAINT fk_visit_stays_task_id_tasks FOREIGN KEY (task_id) REFERENCES public.tasks(id);

ALTER TABLE ONLY public.visit_watches
    ADD CONSTRAINT fk_visit_watches_staff_id_staff FOREIGN KEY (staff_id) REFERENCES public.staff(id);
