"""Names of the playbook and ids of the workflow file; which names mean one document or role.

Two names with one id are one document: spaces, capitals, `&` and what stands in brackets make no
difference. What differs otherwise and still means the same is listed here, and the workflow file
lists it too.
"""

import re
from collections.abc import Mapping, Sequence

SAME: Mapping[str, str] = {
    "as_is_workforce": "as_is_workforce_documentation",
    "baseline_and_target_performance_success_metrics_defined_aligned_with_performance_framework": (
        "success_metrics_defined"
    ),
    "completed_project_business_case": "project_business_case",
    "customers_as_is_systems_environment": "as_is_systems_environment",
    "go_no_go_assessment_criteria": "go_no_go_criteria_for_go_live",
    "go_no_go_criteria_for_go_live_assessment": "go_no_go_criteria_for_go_live",
    "implementation_approcah_technical_strategies": "implementation_approach_technical_strategies",
    "government_wide_standards_defined_through_fibf": "government_wide_standards",
    "government_wide_standards_defined_through_the_fibf_website": "government_wide_standards",
    "government_wide_standards_defined_through_the_federal_integrated_business_framework": (
        "government_wide_standards"
    ),
    "government_wide_standards_defined_through_the_federal_integrated_business_framework_website": (
        "government_wide_standards"
    ),
    "ims": "integrated_master_schedule",
    "initial_change_readiness_assessment": "change_readiness_assessment",
    "initial_concept_of_operations": "target_state_concept_of_operations",
    "integrated_independent_validation_and_verification_plan": (
        "independent_verification_and_validation_plan"
    ),
    "ivv_plan": "independent_verification_and_validation_plan",
    "migration_approach_including_technical_strategies": (
        "implementation_approach_technical_strategies"
    ),
    (
        "privacy_documentation_including_initial_privacy_assessment_fips_199_sorn"
        "_privacy_impact_assessment"
    ): "privacy_documentation",
    "raid_log": "risks_actions_issues_and_decisions_log",
    "risks_actions_issues_decisions_log": "risks_actions_issues_and_decisions_log",
    "scope_of_services": "scope_of_services_updated_in_business_needs_workbook",
    "security_documentation_including_security_test_results_and_ato": "security_documentation",
    "status_report": "status_reports_dashboards",
    "status_reports_dashboard": "status_reports_dashboards",
    "success_metrics": "baseline_and_target_performance_success_metrics",
    "target_state_conops": "target_state_concept_of_operations",
    "updated_workforce_strategy": "workforce_strategy",
    "validated_and_updated_as_is_systems_environment": "validated_updated_as_is_environment",
    # People
    "organization_executives": "organizational_executives",
    "pmo_lead_if_on_boarded": "pmo_lead",
    "pmo_team_if_on_boarded": "pmo_team",
    "technical_lead_solution_architect": "technical_lead",
}
"""Names that mean the same, and names too long for an id: the id as it would be, the id used."""

TWO: Mapping[str, Sequence[str]] = {
    "vision_statement_and_business_case": ("vision_statement", "project_business_case"),
}
"""Names that stand for two documents."""

TITLES: Mapping[str, str] = {
    "implementation_approach_technical_strategies": (
        "Implementation Approach / Technical Strategies"
    ),
    "workforce_strategy": "Workforce Strategy",
}
"""Titles where the playbook misspells one, or the first name it uses isn't the plain one."""


def ident(name: str) -> str:
    """Return the id of a name: `Integrated Master Schedule (IMS)`, integrated_master_schedule."""
    text = re.sub(r"\([^)]*\)", " ", name).replace("’", "").casefold()
    text = text.replace("o&m", "om").replace("iv&v", "ivv").replace("&", " and ")
    return "_".join(re.findall(r"[a-z0-9]+", text))


def used(name: str) -> str:
    """Return the id that is used for a name."""
    return SAME.get(ident(name), ident(name))


def prose(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: `a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
