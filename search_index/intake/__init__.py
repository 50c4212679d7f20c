"""Policies, interpretations and frequent questions out of the files that offices keep them in."""

from search_index.intake.faq_importing import FaqPlan, PlannedList, plan_faq
from search_index.intake.importing import DocumentPlan, PlannedDocument, plan_documents

__all__ = ["DocumentPlan", "FaqPlan", "PlannedDocument", "PlannedList", "plan_documents", "plan_faq"]
