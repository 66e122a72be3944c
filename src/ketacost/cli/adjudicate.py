"""`ketacost adjudicate`: cost sharing alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from ketacost.cli.known import complete_thing
from ketacost.cli.options import FILE, SpokenCommand, choice_option, json_option, option
from ketacost.tables.dates_and_amounts import MARKS, ORDERS

if TYPE_CHECKING:
    from ketacost.model.standing import Standing
    from ketacost.tables.schema import Plan


def _complete_plan(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Plans by their ids, or a file where none begins so."""
    found = complete_thing("plan")(ctx, param, incomplete)
    return found or [CompletionItem(incomplete, type="file")]


@click.command(cls=SpokenCommand)
@click.argument("plan", metavar="PLAN", shell_complete=_complete_plan)
@click.argument("services", metavar="SERVICES.csv", type=FILE)
@option("--deductible-met", metavar="USD", said="deductible-met")
@option("--drug-deductible-met", metavar="USD", said="drug-deductible-met")
@option("--out-of-pocket-met", metavar="USD", said="out-of-pocket-met")
@choice_option("--dates", *ORDERS)
@choice_option("--decimal", *MARKS)
@option(
    "--benefit",
    metavar="CATEGORY",
    said="benefit",
    shell_complete=complete_thing("benefit"),
)
@option("--patient", metavar="NAME", said="patient")
@json_option
@click.pass_context
def adjudicate(
    ctx: click.Context,
    plan: str,
    services: Path,
    deductible_met: str | None,
    drug_deductible_met: str | None,
    out_of_pocket_met: str | None,
    dates: str | None,
    decimal: str | None,
    benefit: str | None,
    patient: str | None,
    as_json: bool,
) -> None:
    """Cost sharing alone, for any plan and any list of services."""
    from ketacost.model.claims import adjudicate_rows
    from ketacost.output.adjudication import adjudication_document, adjudication_text
    from ketacost.tables.claims_file import Answers, read_claims
    from ketacost.tables.plan_file import read_plan

    terms = read_plan(plan)
    standing = _standing(terms, deductible_met, drug_deductible_met, out_of_pocket_met)
    file = read_claims(services, Answers(dates, decimal, benefit, patient))
    claims = adjudicate_rows(terms, file.rows, standing)
    if as_json:
        document = adjudication_document(claims, file.notes)
        print(json.dumps(document, indent=1, ensure_ascii=False))
    else:
        print(adjudication_text(claims, file.notes))


def _standing(
    plan: Plan, deductible_met: str | None, drug_met: str | None, maximum_met: str | None
) -> Standing:
    """What a person has paid already in the first plan year."""
    from ketacost.model.standing import Standing
    from ketacost.tables.claims_file import cents_said
    from ketacost.words.language import words

    drugs = cents_said("--drug-deductible-met", drug_met)
    if drugs is not None and "drug" not in plan.accumulators:
        raise click.ClickException(words().say("cli.no-drug-deductible", plan=plan.label))
    return Standing(
        paid=cents_said("--deductible-met", deductible_met) or 0,
        maximum_met=cents_said("--out-of-pocket-met", maximum_met),
        deductible_met={"drug": drugs} if drugs is not None else {},
    )
