"""Page Data: a release of the price tables as files for researchers, and how to cite it."""

from __future__ import annotations

import streamlit as st

from ketacost.app.books import read_book
from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import Markdown, md
from ketacost.app.parts.releases import choose_release
from ketacost.output import export
from ketacost.words.language import words


def show() -> None:
    """Draw the page."""
    st.title("Data", anchor=False)
    st.caption(
        "The price tables as files: for researchers, and for anyone who wants to check a figure. "
        "Each column says its type, its unit and what it means."
    )
    drawing.crisis()
    release = choose_release("Prices of", "data_release")
    book = read_book(release)
    st.markdown(md(book.release.summary))
    st.caption(md(words().say(f"export.standing.{book.entry.status}")))
    with st.container(horizontal=True):
        st.download_button(
            "Download the tables (ZIP)",
            lambda: _zip(release, book.content_hash),
            file_name=f"{export.package_name(book)}.zip",
            mime="application/zip",
            on_click="ignore",
            key="data_zip",
        )
        st.download_button(
            "Only datapackage.json",
            lambda: _files(release, book.content_hash)["datapackage.json"],
            file_name="datapackage.json",
            mime="application/json",
            on_click="ignore",
            key="data_package",
        )
    st.caption(
        "The ZIP holds each table as CSV and as Parquet, `datapackage.json`, which describes every "
        "column ([Frictionless Data Package](https://datapackage.org)), and `CITATION.cff`."
    )
    st.subheader("What is in it", anchor=False)
    drawing.table(
        [
            {"Table": Markdown(f"`{name}`"), "Rows": f"{rows:,}", "What it holds": holds}
            for name, rows, holds in _contents(release, book.content_hash)
        ],
        "Tables of the release",
    )
    st.subheader("How to cite it", anchor=False)
    st.code(export.citation(book), language=None, wrap_lines=True)
    st.caption(
        "The long number at the end is the seal (SHA-256) of this release. The same release always "
        "gives the same CSV files, byte for byte."
    )
    st.subheader("What you may do with it", anchor=False)
    st.markdown(_license())
    st.subheader("On the command line", anchor=False)
    st.code(f"ketacost prices export {release} -o folder", language=None, wrap_lines=True)
    st.caption("`--zip` makes one ZIP file, `--csv-only` leaves out Parquet.")


def _license() -> str:
    address = export.LICENSE["path"]
    return md(words().say("export.license")).replace(md(address), f"<{address}>")


@st.cache_resource(show_spinner=False, max_entries=4)
def _files(release: str, content_hash: str) -> dict[str, bytes]:
    """The files of a release; a draft's of its content."""
    return export.export_files(read_book(release))


@st.cache_resource(show_spinner=False, max_entries=4)
def _zip(release: str, content_hash: str) -> bytes:
    return export.zip_of(_files(release, content_hash))


@st.cache_resource(show_spinner=False, max_entries=16)
def _contents(release: str, content_hash: str) -> list[tuple[str, int, str]]:
    """Each table's name, number of rows, and what it holds."""
    return [
        (table.name, len(table.rows), export.table_words(table.name)[1])
        for table in export.tables_of(read_book(release))
    ]
