"""No price is below what its own parts cost."""

from __future__ import annotations

from decimal import Decimal

from ketacost.tables import schema as models
from ketacost.tables.draft import Draft
from ketacost.tables.hints import shown
from ketacost.tables.reading import Document
from ketacost.tables.schema import PAYERS


def check_parts(draft: Draft) -> None:
    """Add a fault for each price, said in dollars, that is below what its own parts cost."""
    services = {n: s for file in draft.services.values() for n, s in file.services.items()}
    for stem, file in draft.services.items():
        doc = draft.documents[f"services/{stem}.yaml"]
        for name, service in file.services.items():
            for index, part in enumerate(service.parts):
                if part not in services or part == name:
                    words = f"no other service {shown(part)} in services/*.yaml"
                    doc.fault(("services", name, "parts", index), words, id="name-unknown")
            for payer in PAYERS if set(service.parts) <= services.keys() else ():
                _check_parts(doc, name, service, services, payer)


def _check_parts(
    doc: Document,
    name: str,
    service: models.Service,
    services: dict[str, models.Service],
    payer: models.Payer,
) -> None:
    whole = _usd(service.price.of(payer))
    parts = [_usd(services[part].price.of(payer)) for part in service.parts]
    known = [usd for usd in parts if usd is not None]
    if whole is not None and known and whole < sum(known):
        doc.fault(
            ("services", name, "price", payer),
            f"{whole:f} is below what its parts cost: "
            f"{' + '.join(f'{usd:f}' for usd in known)} = {sum(known):f}",
            id="price-below-parts",
        )


def _usd(price: models.Price) -> Decimal | None:
    match price:
        case models.BandPrice(typical=usd) | models.AmountPrice(amount=usd):
            return usd
    return None
