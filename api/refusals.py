"""Refusals that only the edges can make: what arrives is nothing that a service could be asked to carry out."""

from engine import errors


class CredentialMissingError(errors.LindungError):
    """No bearer token and no session came with the request."""

    code = "credential_missing"
    sentence_id = "Anda belum masuk. Silakan masuk terlebih dahulu."
    sentence_en = "You are not signed in. Sign in, or send a bearer token."


class ForgeryRefusedError(errors.LindungError):
    """A form came from another site, or without the token of this session."""

    code = "forgery_refused"
    sentence_id = "Halaman ini sudah kedaluwarsa atau dikirim dari situs lain. Muat ulang halaman lalu kirim lagi."
    sentence_en = "The form is out of date or was sent from another site. Reload the page and send it again."


class JobsStoppedError(errors.LindungError):
    """The thread that does background jobs has ended: timers would no longer fire."""

    code = "jobs_stopped"
    sentence_id = "Pekerja latar belakang berhenti. Jalankan ulang layanan."
    sentence_en = "The background worker has stopped. Restart the service."


class BodyMalformedError(errors.LindungError):
    """The body is no JSON document that can be stored: broken, NaN, a NUL character or a lone surrogate."""

    code = "body_malformed"
    sentence_id = "Isi permintaan bukan JSON yang sah."
    sentence_en = "The body is not valid JSON."


class ContentTypeUnsupportedError(errors.LindungError):
    """The body is declared as something other than JSON."""

    code = "content_type_unsupported"
    sentence_id = "Jenis isi permintaan tidak didukung. Kirim sebagai application/json."
    sentence_en = "The content type is not supported. Send application/json."


class ParameterUnknownError(errors.LindungError):
    """A query parameter that this address does not know: most often a misspelt filter, which must not be ignored."""

    code = "parameter_unknown"
    sentence_id = "Alamat memuat parameter yang tidak dikenal."
    sentence_en = "The address carries an unknown query parameter."


class CharacterRefusedError(errors.LindungError):
    """The address or a form holds a NUL character, which no database keeps."""

    code = "character_refused"
    sentence_id = "Permintaan memuat karakter yang tidak dapat disimpan."
    sentence_en = "The request holds a character that cannot be stored."


class IdempotencyKeyInvalidError(errors.LindungError):
    """The Idempotency-Key header is empty, longer than 200 characters or not printable ASCII."""

    code = "idempotency_key_invalid"
    sentence_id = "Kepala Idempotency-Key harus 1 sampai 200 karakter ASCII yang dapat dicetak."
    sentence_en = "The Idempotency-Key header must be 1 to 200 printable ASCII characters."


class IfMatchInvalidError(errors.LindungError):
    """The If-Match header is no ETag that this service gave out."""

    code = "if_match_invalid"
    sentence_id = "Kepala If-Match harus memuat satu ETag dari layanan ini."
    sentence_en = "The If-Match header must hold one ETag of this service."


class ReceivedUnreadableError(errors.LindungError):
    """The form's time of receipt is empty or no date and time: to take the present instead would promise too much."""

    code = "received_unreadable"
    sentence_id = "Isi tanggal dan jam laporan diterima dengan lengkap."
    sentence_en = "Give the full date and time at which the report was received."


class AddressUnusableError(errors.LindungError):
    """The service cannot listen where it should: the port is out of range, or another program has it."""

    code = "address_unusable"
    sentence_id = "Alamat ini tidak dapat dipakai; mungkin dipakai program lain. Pilih nomor lain dengan LINDUNG_PORT."
    sentence_en = "This address cannot be used; another program may have it. Choose another number with LINDUNG_PORT."


class PathMissingError(errors.LindungError):
    """A named file or folder does not exist."""

    code = "path_missing"
    sentence_id = "Berkas atau folder yang disebut tidak ada."
    sentence_en = "The named file or folder does not exist."


class PagesNotBuiltError(errors.LindungError):
    """The browser's part of the pages was not built: the set-up was left out or did not finish."""

    code = "pages_not_built"
    sentence_id = "Tampilan halaman belum dibangun. Jalankan `make setup` terlebih dahulu."
    sentence_en = "The pages are not built. Run `make setup` first."
