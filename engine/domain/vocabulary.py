"""Every case variable and form key that Python knows: its name, meaning, type, who sets it and what depends on it.

Procedures are data, so whoever edits one may rename anything. These names are the exception: code reads them. Other
modules take the name from here. The check before deployment (``engine.bpmn.rules.files.known_names``) refuses a
procedure that lost one of them while something depends on it. ``docs/reference/vocabulary.md`` is written from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

# What the engine itself gives every instance.
CASE_NUMBER, AGENCY, CHANNEL, RECEIVED_AT, READINGS = "nomor_kasus", "instansi", "saluran", "diterima_pada", "tafsir"
ORIGIN, ORIGIN_MODE = "asal_rujukan", "asal_mode"
REFERRAL_ANSWER, REFERRALS_OPEN = "rujukan_jawaban", "rujukan_terbuka"
# Risk, consent and emergency.
RISK = "risiko"
CONSENT, CONSENT_SCOPE, CONSENT_BY = "persetujuan", "persetujuan_lingkup", "persetujuan_oleh"
GUARDIAN_ACCUSED, VICTIM_AGE = "wali_terlapor", "usia_korban"
EMERGENCY, EMERGENCY_REASON = "dasar_darurat", "alasan_darurat"
# Referrals.
REFERRAL_MODE, REFERRAL_TO, REFERRAL_PURPOSE = "rujukan_mode", "rujukan_penerima", "rujukan_tujuan"
ANSWER, ANSWER_REASON, OUTCOME = "jawaban_asal", "jawaban_alasan", "hasil_layanan"
# Persons on the forms of procedures.
VICTIM_NAME, VICTIM_NIK, VICTIM_PHONE, BIRTH = "nama_korban", "nik_korban", "kontak_korban", "tanggal_lahir"
REPORTER_NAME, REPORTER_PHONE, REPORTER_ADDRESS = "nama_pelapor", "kontak_pelapor", "alamat_pelapor"
SAFE_TO_CALL = "aman_dihubungi"
# The sheet of a report, and the questions for the public.
VICTIMS, NAME, NIK, PHONE = "korban", "nama", "nik", "telepon"
ANONYMOUS, CONTACT_WHOM, SAFE = "anonim", "hubungi", "aman"
REPORTER_ACCUSED = "pelapor_terlapor"
CONTACT_BY, CONTACT_WHEN, PASSWORD = "lewat", "kapan", "kata_sandi"


class By(StrEnum):
    """Who sets a name."""

    ENGINE = "engine"
    FORM = "form"
    DECISION = "decision"
    SHEET = "sheet"
    PUBLIC = "public"


class When(StrEnum):
    """Under which condition a procedure, or the form of the house that is meant, may not lack a name."""

    GIVEN = "given"
    READ = "read"
    ALIKE = "alike"
    SENDS = "sends"
    ANSWERS = "answers"
    FEEDS_BACK = "feeds_back"
    CONSENT = "consent"
    GUARDIAN = "guardian"
    PERSON = "person"
    REPORTER = "reporter"
    SHEET = "sheet"
    PUBLIC = "public"
    BEFORE = "before"


SETTERS: Mapping[By, str] = {
    By.ENGINE: "the engine",
    By.FORM: "a form of the procedure",
    By.DECISION: "a decision of the procedure",
    By.SHEET: "the sheet of a report (`workflows/lembar_laporan.form`)",
    By.PUBLIC: "the questions for the public (`workflows/laporan_publik.form`)",
}
"""Who sets a name, in words."""

CONDITIONS: Mapping[When, str] = {
    When.GIVEN: "never lost: the engine gives it to every instance",
    When.READ: "the table of promised times asks for it, and nothing sets it",
    When.ALIKE: "a field or decision of the procedure offers its values under another name, and nothing sets it",
    When.SENDS: "the procedure sends `rujukan_keluar`",
    When.ANSWERS: "the procedure sends `jawaban_kepada_pengirim`",
    When.FEEDS_BACK: "the procedure sends `umpan_balik_kepada_pengirim`",
    When.CONSENT: "a form asks for another two parts of consent",
    When.GUARDIAN: "a guardian can consent on a form",
    When.PERSON: "a form asks for another two marks of the victim",
    When.REPORTER: "a form asks for another two answers about the reporter",
    When.SHEET: "always, on the sheet of a report",
    When.PUBLIC: "always, among the questions for the public",
    When.BEFORE: "the version before had it",
}
"""When something depends on a name, in words."""

GROUPS: Mapping[When, frozenset[str]] = {
    When.CONSENT: frozenset({CONSENT, CONSENT_SCOPE, CONSENT_BY}),
    When.PERSON: frozenset({VICTIM_NAME, VICTIM_NIK, VICTIM_PHONE, BIRTH}),
    When.REPORTER: frozenset({REPORTER_NAME, REPORTER_PHONE, REPORTER_ADDRESS, SAFE_TO_CALL}),
}
"""Names that one form asks for together: where two of them stand, a lacking third was renamed or taken away."""

FORGOABLE = frozenset({When.PERSON, When.REPORTER, When.BEFORE})
"""Needs that a procedure may do without on purpose, when its head says so (``without`` in procedure.toml)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Something that stops working without a name, as a sentence in both languages, and when it is needed."""

    when: tuple[When, ...]
    stops_id: str
    stops_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name. ``type`` is in words; ``values`` are its codes, given where they tell it from every other field.

    ``routed`` tells that it must enter the process variables; others are answers that stay in the encrypted submission.
    """

    key: str
    meaning_id: str
    meaning_en: str
    type: str
    by: tuple[By, ...]
    uses: tuple[Use, ...]
    routed: bool = False
    values: frozenset[str] = frozenset()

    @property
    def can_be_lost(self) -> bool:
        """Tell whether an edited file can lose it."""
        return any(when != When.GIVEN for use in self.uses for when in use.when)


def _use(stops_id: str, stops_en: str, *when: When) -> Use:
    return Use(when=when, stops_id=stops_id, stops_en=stops_en)


def _given(key: str, meaning: tuple[str, str], kind: str, uses: str) -> Name:
    """Give a name that the engine sets; ``uses`` says in English what reads it."""
    return Name(
        key=key, meaning_id=meaning[0], meaning_en=meaning[1], type=kind, by=(By.ENGINE,), routed=True,
        uses=(_use("", uses, When.GIVEN),),
    )  # fmt: skip


def _routed(
    key: str,
    meaning: tuple[str, str],
    kind: str,
    *uses: Use,
    by: tuple[By, ...] = (By.FORM,),
    values: tuple[str, ...] = (),
) -> Name:
    """Give a process variable that a procedure sets."""
    return Name(
        key=key, meaning_id=meaning[0], meaning_en=meaning[1], type=kind, by=by, uses=uses, routed=True,
        values=frozenset(values),
    )  # fmt: skip


def _answer(key: str, meaning: tuple[str, str], kind: str, *uses: Use, by: tuple[By, ...] = (By.FORM,)) -> Name:
    """Give an answer that stays in the encrypted submission."""
    return Name(key=key, meaning_id=meaning[0], meaning_en=meaning[1], type=kind, by=by, uses=uses)


_GATE = ("Gerbang persetujuan tidak mengirim rujukan apa pun", "The consent gate lets no referral leave")
_WITHDRAWAL = (
    "Penarikan persetujuan tidak didengar dan panel persetujuan kosong",
    "The withdrawal of consent is not heard and the panel of consents stays empty",
)
_DOUBLES = ("Laporan ganda tentang orang yang sama tidak ditemukan", "Double reports about a person are not found")
_UNNAMED = (
    "Identitas pelapor tersimpan walaupun pelapor meminta dirahasiakan",
    "What names the reporter is kept although they asked to stay unnamed",
)
_EXCLUDED = (
    "Terlapor tidak lagi dicegah dihubungi atau dimintai persetujuan",
    "The accused is no longer kept from being contacted or asked for consent",
)
_CONTACT = ("Petugas tidak tahu cara aman menghubungi pelapor", "Officers do not learn how to reach the person safely")
_SENT = ("Rujukan tidak dapat dikirim", "No referral can be sent")

NAMES: tuple[Name, ...] = (
    _given(CASE_NUMBER, ("Nomor kasus", "Number of the case"), "text", "Expressions of a diagram"),
    _given(AGENCY, ("Instansi yang menangani", "Agency of the case"), "code", "Tables that differ by agency"),
    _given(CHANNEL, ("Saluran laporan", "Channel of the report"), "code", "SLA tables that differ by channel"),
    _given(RECEIVED_AT, ("Saat laporan diterima", "When the report came in"), "UTC moment", "SLA clocks of a start"),
    _given(READINGS, ("Tafsir yang berlaku", "Readings in force"), "codes by ambiguity", "SLA rows chosen by reading"),
    _given(ORIGIN, ("Rujukan asal kasus", "Referral that opened the case"), "id", "The answer to the sender"),
    _given(ORIGIN_MODE, ("Cara rujukan asal", "Mode of that referral"), "code", "Ways of a diagram"),
    _given(REFERRAL_ANSWER, ("Jawaban penerima", "Answer of a recipient"), "code", "Waiting for an answer"),
    _given(REFERRALS_OPEN, ("Rujukan belum dijawab", "Referrals not answered yet"), "number", "Waiting for an answer"),
    _routed(
        RISK, ("Tingkat risiko kasus", "Risk of the case"), "tinggi, sedang, rendah",
        _use(
            "Kotak masuk tidak mengetahui risiko: kasus bahaya tidak didahulukan dan batas waktunya tidak dipercepat",
            "The inbox does not know the risk: cases in danger do not come first and their clocks are not shortened",
            When.READ, When.ALIKE, When.BEFORE,
        ),
        by=(By.FORM, By.DECISION), values=("tinggi", "sedang", "rendah"),
    ),
    _routed(
        CONSENT, ("Keputusan tentang berbagi data", "Decision about sharing data"), "diberikan, ditolak, ditarik",
        _use(*_WITHDRAWAL, When.CONSENT, When.ALIKE, When.BEFORE), _use(*_GATE, When.SENDS),
        values=("diberikan", "ditolak", "ditarik"),
    ),
    _routed(
        CONSENT_SCOPE, ("Tujuan yang disetujui", "Purposes agreed to"), "codes",
        _use(*_GATE, When.SENDS),
        _use(
            "Panel persetujuan tidak tahu tujuan yang disetujui", "The panel of consents knows no purpose", When.CONSENT
        ),
    ),
    _routed(
        CONSENT_BY, ("Siapa yang menyetujui", "Who consents"), "code",
        _use(*_GATE, When.SENDS),
        _use(
            "Wali yang dicatat sebagai terlapor dapat menyetujui",
            "A guardian who is noted as the accused can consent",
            When.CONSENT,
        ),
    ),
    _routed(
        GUARDIAN_ACCUSED, ("Wali adalah terlapor", "The guardian is the accused"), "ya, tidak, tidak_diketahui",
        _use(
            "Tidak diketahui apakah wali adalah terlapor, jadi persetujuannya tidak pernah berlaku",
            "Nobody knows whether the guardian is the accused, so their consent never counts",
            When.GUARDIAN, When.SENDS,
        ),
        _use(*_EXCLUDED, When.SHEET),
        by=(By.FORM, By.SHEET),
    ),
    _routed(
        VICTIM_AGE, ("Usia korban", "Age of the victim"), "years",
        _use(
            "Persetujuan anak sendirian tidak dikenali dan data dikirim",
            "A child's consent alone is not noticed and data leave",
            When.SENDS,
        ),
    ),
    _routed(
        EMERGENCY, ("Dasar darurat untuk mengirim", "An emergency allows sending"), "ya, tidak",
        _use("Rujukan darurat tanpa persetujuan tertahan", "An emergency referral without consent is held", When.SENDS),
    ),
    _answer(
        EMERGENCY_REASON, ("Alasan darurat", "Reason of the emergency"), "text",
        _use("Rujukan darurat tertahan tanpa alasan", "An emergency referral is held without a reason", When.SENDS),
    ),
    _routed(REFERRAL_MODE, ("Cara merujuk", "Mode of the referral"), "code", _use(*_SENT, When.SENDS)),
    _routed(REFERRAL_TO, ("Penerima rujukan", "Recipient of the referral"), "code", _use(*_SENT, When.SENDS)),
    _routed(REFERRAL_PURPOSE, ("Tujuan rujukan", "Purpose of the referral"), "code", _use(*_GATE, When.SENDS)),
    _routed(
        ANSWER, ("Jawaban kepada pengirim", "Answer to the sender"), "diterima, ditolak",
        _use("Pengirim rujukan tidak mendapat jawaban", "The sender of a referral gets no answer", When.ANSWERS),
    ),
    _routed(
        ANSWER_REASON, ("Alasan jawaban", "Reason of the answer"), "code",
        _use("Pengirim rujukan tidak tahu alasan jawaban", "The sender does not learn the reason", When.ANSWERS),
    ),
    _routed(
        OUTCOME, ("Hasil layanan", "What came of the service"), "code",
        _use("Pengirim rujukan tidak tahu hasil layanan", "The sender learns no outcome", When.FEEDS_BACK),
    ),
    _answer(VICTIM_NAME, ("Nama korban", "Name of the victim"), "text", _use(*_DOUBLES, When.PERSON, When.BEFORE)),
    _answer(VICTIM_NIK, ("NIK korban", "NIK of the victim"), "16 digits", _use(*_DOUBLES, When.PERSON, When.BEFORE)),
    _answer(VICTIM_PHONE, ("Nomor korban", "Number of the victim"), "phone", _use(*_DOUBLES, When.PERSON, When.BEFORE)),
    _answer(
        BIRTH, ("Tanggal lahir korban", "Victim's day of birth"), "date",
        _use(*_DOUBLES, When.PERSON, When.SHEET, When.BEFORE), by=(By.FORM, By.SHEET),
    ),
    _answer(
        REPORTER_NAME, ("Nama pelapor", "Name of the reporter"), "text", _use(*_UNNAMED, When.REPORTER, When.BEFORE)
    ),
    _answer(
        REPORTER_PHONE, ("Nomor pelapor", "Number of the reporter"), "phone",
        _use(*_UNNAMED, When.REPORTER, When.BEFORE), _use(*_DOUBLES, When.REPORTER, When.BEFORE),
    ),
    _answer(REPORTER_ADDRESS, ("Alamat pelapor", "Address of the reporter"), "text", _use(*_UNNAMED, When.BEFORE)),
    _answer(
        SAFE_TO_CALL, ("Nomor aman dihubungi", "The number is safe to call"), "ya, tidak, tidak_diketahui",
        _use(
            "Petugas tidak diperingatkan bahwa nomor ini tidak aman dihubungi",
            "Officers are not warned that the number is not safe to call",
            When.REPORTER, When.BEFORE,
        ),
    ),
    _answer(
        VICTIMS, ("Para korban", "The victims"), "rows",
        _use("Laporan tidak membuka kasus untuk tiap korban", "A report opens no case for each victim", When.SHEET),
        by=(By.SHEET,),
    ),
    _answer(NAME, ("Nama korban", "Name of a victim"), "text", _use(*_DOUBLES, When.SHEET), by=(By.SHEET,)),
    _answer(NIK, ("NIK korban", "NIK of a victim"), "16 digits", _use(*_DOUBLES, When.SHEET), by=(By.SHEET,)),
    _answer(PHONE, ("Nomor korban", "Number of a victim"), "phone", _use(*_DOUBLES, When.SHEET), by=(By.SHEET,)),
    _answer(
        ANONYMOUS, ("Pelapor dirahasiakan", "Unnamed reporter"), "tick", _use(*_UNNAMED, When.SHEET), by=(By.SHEET,)
    ),
    _answer(
        CONTACT_WHOM, ("Siapa yang dihubungi", "Whom to contact"), "code", _use(*_CONTACT, When.SHEET), by=(By.SHEET,)
    ),
    _answer(SAFE, ("Aman dihubungi", "Safe to contact"), "code", _use(*_CONTACT, When.SHEET), by=(By.SHEET,)),
    _answer(
        REPORTER_ACCUSED, ("Pelapor adalah terlapor", "The reporter is the accused"), "tick",
        _use(*_EXCLUDED, When.SHEET), by=(By.SHEET,),
    ),
    *(
        _answer(key, meaning, kind, _use(*_CONTACT, When.SHEET, When.PUBLIC), by=(By.SHEET, By.PUBLIC))
        for key, meaning, kind in (
            (CONTACT_BY, ("Lewat apa dihubungi", "By which way to contact"), "text"),
            (CONTACT_WHEN, ("Kapan dihubungi", "When to contact"), "text"),
            (PASSWORD, ("Kata sandi yang disepakati", "Agreed password"), "text"),
        )
    ),
)  # fmt: skip
"""The whole list, each name once."""

BY_KEY: Mapping[str, Name] = {one.key: one for one in NAMES}
GIVEN = frozenset(one.key for one in NAMES if By.ENGINE in one.by)
"""Process variables that the engine itself sets: any expression may name them, and nobody may send them along."""
