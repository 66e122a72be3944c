"""Page Data: a release of the price tables as files for researchers, and how to cite it."""

from __future__ import annotations

import streamlit as st

from ketacost.app.books import read_book
from ketacost.app.parts import drawing
from ketacost.app.parts.copying import draw_copy
from ketacost.app.parts.drawing import md
from ketacost.app.parts.releases import choose_release
from ketacost.output import export
from ketacost.tables.language import LANGUAGES, speaking
from ketacost.words.language import words


def show() -> None:
    """Draw the page."""
    say = words().say
    st.title(say("data-page.title"), anchor=False)
    st.caption(md(say("data-page.intro")))
    drawing.crisis()
    release = choose_release(say("page-parts.prices-of"), "data_release")
    book = read_book(release)
    st.markdown(md(book.release.summary))
    st.caption(md(say(f"export.standing.{book.entry.status}")))
    with st.container(horizontal=True):
        st.download_button(
            say("data-page.zip"),
            lambda: _zip(release, book.content_hash),
            file_name=f"{export.package_name(book)}.zip",
            mime="application/zip",
            on_click="ignore",
            key="data_zip",
        )
        st.download_button(
            say("data-page.package"),
            lambda: _files(release, book.content_hash)["datapackage.json"],
            file_name="datapackage.json",
            mime="application/json",
            on_click="ignore",
            key="data_package",
        )
    st.caption(say("data-page.holds"))
    st.header(say("data-page.what"), anchor=False)
    drawing.html_table(
        [
            {
                say("data-page.columns.table"): name,
                say("data-page.columns.rows"): f"{rows:,}",
                say("data-page.columns.holds"): holds,
            }
            for name, rows, holds in _contents(release, book.content_hash, words().language)
        ],
        say("data-page.tables"),
    )
    st.header(say("data-page.cite"), anchor=False)
    with speaking(LANGUAGES[0]):  # as CITATION.cff has it
        draw_copy(export.citation(read_book(release)), "citation")
    st.caption(md(say("data-page.seal")))
    st.header(say("data-page.license"), anchor=False)
    st.markdown(_license())
    st.header(say("data-page.command"), anchor=False)
    draw_copy(f"ketacost prices export {release} -o folder", "data_command")
    st.caption(say("data-page.flags"))


def _license() -> str:
    address = export.LICENSE["path"]
    return md(words().say("export.license")).replace(md(address), f"<{address}>")


@st.cache_resource(show_spinner=False, max_entries=4)
def _files(release: str, content_hash: str) -> dict[str, bytes]:
    """The files of a release, in English for whoever asks; a draft's of its content."""
    with speaking(LANGUAGES[0]):
        return export.export_files(read_book(release))


@st.cache_resource(show_spinner=False, max_entries=4)
def _zip(release: str, content_hash: str) -> bytes:
    return export.zip_of(_files(release, content_hash))


@st.cache_resource(show_spinner=False, max_entries=16)
def _contents(release: str, content_hash: str, spoken: str) -> list[tuple[str, int, str]]:
    """Each table's name, number of rows, and what it holds, in the language that is spoken."""
    return [
        (table.name, len(table.rows), export.table_words(table.name)[1])
        for table in export.tables_of(read_book(release))
    ]
