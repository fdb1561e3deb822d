"""The documents that the people of the story hand in; each is another file."""

from typing import Final

_IDEA: Final = """\
# A kettle that sings

People switch a kettle off because it shrieks. This one sings: two notes, one after the other.

Price in the shop: EUR {price}. Shops that sell our pans would sell it too.
"""

_REST: Final = """
    preliminary_market_assessment: shops expect 40,000 a year
    preliminary_technical_assessment: two whistles in one spout; the lab sees no obstacle
    preliminary_business_assessment: pays back in 30 months
    business_case_document: EUR 900,000 over five years for EUR 180,000 until the next gate
    finance_sheet: cash flow by quarter
    product_definition: 1.7 litres, enamel, two notes a fifth apart
    risk_assessment: steam, lime, and neighbours
    legal_check: food contact and household noise, no objection
    development_plan: three prototypes in ten weeks
    test_plan: thirty kitchens, six weeks
    prototype: it sings from 96 degrees on
    field_trial: thirty kitchens, one complaint
    trial_production: 500 pieces, two per cent waste
    market_test: four shops sold 212 in a month
    launch_plan: in the shops in August
    operations_plan: one line, two shifts
    post_launch_plan: sales and returns, every week
    post_launch_results: 9,400 sold in two months, 31 came back
    lessons: lime changes the second note; ask the lab earlier
    toaster_lessons: nobody asked for it; ask customers before the lab
"""


def file_of(deliverable: str) -> str:
    """The name of the file that holds a deliverable."""
    return f"{deliverable.replace('_', '-')}.md"


def papers() -> dict[str, str]:
    """Every document by file name, the two versions of the idea sheet first."""
    texts = {
        "idea-sheet.md": _IDEA.format(price="59"),
        "idea-sheet-2.md": _IDEA.format(price="79"),
    }
    for line in _REST.strip().split("\n"):
        name, _, words = line.strip().partition(": ")
        title = name.replace("_", " ").capitalize()
        texts[file_of(name)] = f"# {title}\n\n{words[0].upper()}{words[1:]}.\n"
    return texts
