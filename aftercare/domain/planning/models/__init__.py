from aftercare.domain.planning.models.exceptions import PlanException
from aftercare.domain.planning.models.plans import PartAssumption, PartPlan, PlanRun

__all__ = ["PartAssumption", "PartPlan", "PlanException", "PlanRun"]
