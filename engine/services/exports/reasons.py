"""Why traces are exported: codes, since a register holds no free text."""

from engine import errors

REASONS = ("pemeriksaan", "mutu", "penelitian", "laporan")
"""An audit, work on quality, study, a report that the law asks for."""


class ExportUnfitError(errors.LindungError):
    """Choose a format and a reason by the codes listed.

    ``ids`` name those that there are.
    """

    code = "export_unfit"
