from aftercare.domain.planning.models.exceptions import PlanException
from aftercare.domain.planning.models.plans import PartAssumption, PartPlan, PlanRun
from aftercare.domain.planning.models.reviews import StockReview

__all__ = ["PartAssumption", "PartPlan", "PlanException", "PlanRun", "StockReview"]
