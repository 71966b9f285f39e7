"""The two files of a report: `report.html` and `report.json`."""

import hashlib
import json
from pathlib import Path
from typing import Any

from linkage.errors import ReportUnwritable
from linkage.review.findings import Findings
from linkage.review.report.facts import as_facts
from linkage.review.report.page import page


def write_report(findings: Findings, folder: Path) -> dict[str, Any]:
    """Write both files, and return what the JSON holds.

    Raises:
        ReportUnwritable: The folder or a file can't be made.
    """
    html = page(findings)
    digest = hashlib.sha256(html.encode()).hexdigest()
    facts = as_facts(findings) | {"html_sha256": digest}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.html").write_text(html, encoding="utf-8")
        text = json.dumps(facts, indent=1, ensure_ascii=False) + "\n"
        (folder / "report.json").write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReportUnwritable(
            "The report can't be written.", diagnostics=type(error).__name__
        ) from error
    return facts
