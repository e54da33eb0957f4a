"""What waits for a person, told at the bell: the list, opening one, and how they want mail about it."""

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge, problems
from api.web.frame import page, toast
from api.web.words.language import mark
from engine import errors
from engine.domain.notifying import kinds
from engine.services.base.transaction import Transaction
from engine.services.cases import cases
from engine.services.notifying import mail_settings, notifications
from engine.services.user_tasks import user_tasks

pages = Blueprint("notifications", __name__)
PER_PAGE = 25
HOURS: Mapping[str, int | None] = {"": None, **{str(hour): hour for hour in range(24)}}
UNKNOWN_HOUR = -1
LIST, SETTINGS, INCIDENTS = "/pemberitahuan", "/pemberitahuan/pengaturan", "/gangguan"
STANDS_STILL = "instance_stands_still"
KINDS = {
    "escalated": mark("Tugas eskalasi menunggu peran Anda"),
    "high_risk": mark("Tugas berisiko tinggi menunggu Anda"),
    "late": mark("Tugas Anda terlambat"),
    "soon_late": mark("Tugas Anda segera jatuh tempo"),
    "delegated": mark("Sebuah tugas diserahkan kepada Anda"),
    "mentioned": mark("Anda disebut dalam komentar"),
    "completion_refused": mark("Penyelesaian tugas Anda tidak dapat dijalankan"),
    "letter_returned": mark("Surat yang Anda buat dikembalikan untuk diperbaiki"),
    "letter_to_sign": mark("Sebuah surat menunggu tanda tangan Anda"),
    "reporter_wrote": mark("Pelapor menulis pesan"),
    "referral_undelivered": mark("Sebuah rujukan tidak dapat disampaikan"),
    STANDS_STILL: mark("Sebuah kasus terhenti dan tidak dapat berjalan sendiri"),
    "mail_undelivered": mark("Sebuah surel pemberitahuan tidak dapat dikirim"),
}
"""What each kind is called."""
MAIL_KINDS = {
    "code": mark("Kode alamat"),
    "urgent": mark("Pemberitahuan segera"),
    "digest": mark("Ringkasan"),
}
MAIL_STATES = {
    "queued": mark("Menunggu dikirim"),
    "sent": mark("Terkirim"),
    "dropped": mark("Tidak perlu dikirim lagi"),
    "failed": mark("Gagal dikirim"),
}
MAIL_FAULTS = {
    "mail_unset": mark("server surel belum diatur"),
    "mail_unreachable": mark("server surel tidak menjawab"),
    "mail_unencrypted": mark("server surel tidak mendukung enkripsi"),
    "mail_sign_in_refused": mark("server surel menolak masuk"),
    "mail_postponed": mark("server surel meminta menunggu"),
    "mail_refused": mark("alamat ditolak server surel"),
}


@pages.get(LIST)
def show() -> Response:
    """Show one page of the person's notifications."""
    with edge.for_person(reads_only=True) as tx:
        found = notifications.search(tx, cursor=request.args.get("setelah"), limit=PER_PAGE)
        return page.show(
            tx, "notifying/notifications.html", found=found, kinds=KINDS, first="setelah" not in request.args
        )


@pages.get(f"{LIST}/<notification_id>")
def follow(notification_id: str) -> Answer:
    """Mark a notification as read and lead to its task, or to its case; back when the person may see neither now."""
    with edge.for_person() as tx:
        place = _place(tx, notifications.read(tx, notification_id))
    answer = redirect(place or LIST, code=303)
    if place is None:
        toast.leave(answer, "out_of_reach")
    return answer


@pages.post(f"{LIST}/dibaca")
def read_all() -> Answer:
    """Mark everything as read."""
    page.require_form()
    with edge.for_person() as tx:
        notifications.read_all(tx)
    answer = redirect(LIST, code=303)
    toast.leave(answer, "all_read")
    return answer


@pages.get(SETTINGS)
def settings() -> Response:
    """Show how the person wants mail, and what was sent last."""
    with edge.for_person(reads_only=True) as tx:
        return _draw(tx)


@pages.post(SETTINGS)
def choose() -> Answer:
    """Keep the person's choices."""
    form = request.form
    page.require_form()
    with edge.for_person() as tx:
        mail_settings.choose(
            tx,
            mail_settings.Choice(
                agency=form.get("lembaga", ""),
                kinds=tuple(form.getlist("jenis")),
                digest_hour=HOURS.get(form.get("jam_ringkasan", ""), UNKNOWN_HOUR),
                quiet_from=form.get("tenang_dari", ""),
                quiet_until=form.get("tenang_sampai", ""),
                breaks_through="tembus" in form,
                working_days_only="hari_kerja" in form,
            ),
        )
    return _done("mail_chosen")


@pages.post(f"{SETTINGS}/alamat")
def give_address() -> Answer:
    """Take an address and mail a code to it; an address that does not fit comes back with the form."""
    page.require_form()
    try:
        with edge.for_person() as tx:
            mail_settings.give_address(tx, request.form.get("alamat", ""))
    except (
        mail_settings.AddressInvalidError,
        mail_settings.MailUnsetError,
        mail_settings.TooManyCodesError,
    ) as refusal:
        with edge.for_person(reads_only=True) as tx:
            return _draw(tx, refusal=refusal)
    return _done("code_mailed")


@pages.post(f"{SETTINGS}/kode")
def verify() -> Answer:
    """Take the code that was mailed."""
    page.require_form()
    with edge.for_person() as tx:
        right = mail_settings.verify(tx, request.form.get("kode", ""))
    return _done("address_proved" if right else "code_wrong")


@pages.post(f"{SETTINGS}/hapus")
def forget_address() -> Answer:
    """Forget the person's address."""
    page.require_form()
    with edge.for_person() as tx:
        mail_settings.forget_address(tx)
    return _done("address_forgotten")


def _done(code: str) -> Answer:
    answer = redirect(SETTINGS, code=303)
    toast.leave(answer, code)
    return answer


def _place(tx: Transaction, told: notifications.NotificationView) -> str | None:
    """Give the address of a notification's task, case or incident, the first that the person may see."""
    if told.task_id is not None and user_tasks.may_read(tx, told.task_id):
        return f"/tugas/{told.task_id}"
    if cases.may_read(tx, told.case_number):
        return f"/kasus/{told.case_number}"
    return INCIDENTS if told.kind == STANDS_STILL and tx.scopes("incident.read") else None


def _draw(tx: Transaction, *, refusal: errors.LindungError | None = None) -> Response:
    return page.show(
        tx,
        "notifying/notification_settings.html",
        status=200 if refusal is None else problems.status_of(refusal),
        refusal=refusal,
        mail=mail_settings.mine(tx),
        undelivered=mail_settings.undelivered(tx),
        offered={name: KINDS[name] for name in kinds.MAILABLE},
        mail_kinds=MAIL_KINDS,
        mail_states=MAIL_STATES,
        mail_faults=MAIL_FAULTS,
        typed=request.form,
    )
