// The part of the settings that is about the house: [mqtt], [[area]] and [[device]].
#pragma once

#include "base/document.hpp"
#include "home/home_settings.hpp"

namespace sotto {

void read_home(TableReader& root, BrokerSettings& broker, HomeSettings& home, DocumentFaults& faults);

}  // namespace sotto
