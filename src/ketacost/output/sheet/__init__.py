"""The one-page sheet to hand to a clinic: a comparison on one page, as HTML and as PDF.

contents.py says what stands on the sheet; pdf.py and html.py only draw it, in the fullest form that
one page holds. Totals are never left out. Nothing here reads a clock.
"""

from ketacost.output.sheet.html import sheet_html
from ketacost.output.sheet.pdf import sheet_pdf

__all__ = ["sheet_html", "sheet_pdf"]
