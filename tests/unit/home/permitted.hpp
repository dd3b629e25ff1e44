// An order with the permit that the core's open gate would have made, for tests of what comes after the core.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "journal/codec.hpp"

namespace sotto {

[[nodiscard]] inline SetDevice permitted(std::uint64_t id, const std::string& device,
                                         const std::string& command, std::int64_t value_tenths = 0) {
  const std::string names = R"("command":")" + command + R"(","device":")" + device + '"';
  const auto read = decode_set_device("{" + names + R"(,"effect":"set-device","id":)" + std::to_string(id) +
                                      R"(,"permit":{)" + names + R"(,"source":"voice"},"value_tenths":)" +
                                      std::to_string(value_tenths) + "}");
  EXPECT_TRUE(read.ok());
  return read ? read.value() : SetDevice{};
}

}  // namespace sotto
