"""Letters: templates and values become PDF/A. The only package that knows typesetting and QR codes."""
