// The part of the settings that is about the ways of messages. Internal to this adapter.
#pragma once

#include "base/document.hpp"
#include "runtime/channel_settings.hpp"

namespace sotto {

void read_channels(TableReader& root, ChannelSettings& channels, DocumentFaults& faults);

}  // namespace sotto
