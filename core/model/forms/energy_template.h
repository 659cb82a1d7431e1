/* The energy template's document and result; also the `template` of a call's context. */
#pragma once
#include "energy_template.def"
#include "field.h"

TH_MODEL_DECLARE(template_carrier, TEMPLATE_CARRIER)
TH_MODEL_DECLARE(energy_template, ENERGY_TEMPLATE)
TH_MODEL_DECLARE(template_result, TEMPLATE_RESULT)
