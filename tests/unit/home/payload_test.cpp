#include "home/payload.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

// The rendered value; "?" where it is unknown, "-" where the payload does not hold it, "!" where the template
// is not of the simple kind.
std::string render(std::string_view text, std::string_view payload) {
  const auto value_template = ValueTemplate::parse(text);
  if (!value_template) return "!";
  const Payload::Value value = value_template->read(Payload(payload));
  if (value.found == Payload::Found::kUnknown) return "?";
  return value.found == Payload::Found::kNothing ? "-" : value.text;
}

TEST(ValueTemplate, TakesThePayloadOrAPartOfItsJson) {
  EXPECT_EQ(render("{{ value }}", "ON"), "ON");
  EXPECT_EQ(render("{{value_json.state}}", R"({"state":"ON"})"), "ON");
  EXPECT_EQ(render("{{ value_json['state'] }}", R"({"state":"ON"})"), "ON");
  EXPECT_EQ(render("{{ value_json[\"left side\"].on }}", R"({"left side":{"on":1}})"), "1");
  EXPECT_EQ(render("{{ value_json.a.b.c }}", R"({"a":{"b":{"c":19.5}}})"), "19.5");
}

TEST(ValueTemplate, WritesBooleansAsHomeAssistantDoes) {
  EXPECT_EQ(render("{{ value_json.contact }}", R"({"contact":true})"), "True");
  EXPECT_EQ(render("{{ value_json.contact }}", R"({"contact":false})"), "False");
  EXPECT_EQ(render("{{ value_json.contact | lower }}", R"({"contact":false})"), "false");
}

TEST(ValueTemplate, AppliesTheSimpleFilters) {
  EXPECT_EQ(render("{{ value | float }}", "20.50"), "20.5");
  EXPECT_EQ(render("{{ value | int }}", "-3.9"), "-3");
  EXPECT_EQ(render("{{ value_json.t | float(0) | round(1) }}", R"({"t":"19.46"})"), "19.5");
  EXPECT_EQ(render("{{ value | round }}", "19.6"), "20");
  EXPECT_EQ(render("{{ value | upper }}", "on"), "ON");
}

TEST(ValueTemplate, IsUnknownRatherThanGuessed) {
  EXPECT_EQ(render("{{ value_json.t }}", R"({"u":1})"), "-");
  EXPECT_EQ(render("{{ value_json.t | float(0) }}", R"({"u":1})"), "-") << "its fallback is a guess";
  EXPECT_EQ(render("{{ value_json.t | float(0) }}", R"({"t":"warm"})"), "?");
  EXPECT_EQ(render("{{ value_json.t }}", "no JSON"), "?");
  EXPECT_EQ(render("{{ value_json.t }}", R"({"t":null})"), "?");
  EXPECT_EQ(render("{{ value_json.t }}", R"({"t":{"deeper":1}})"), "?");
  EXPECT_EQ(render("{{ value | float }}", "nan"), "?");
  EXPECT_EQ(render("{{ value | float }}", "1e999"), "?");
}

TEST(ValueTemplate, RefusesWhatIsNotOfTheSimpleKind) {
  for (const char* text : {"",
                           "ON",
                           "{{ value",
                           "value }}",
                           "{{ }}",
                           "{{ value_json }}",
                           "{{ value_json. }}",
                           "{{ value_json.1 }}",
                           "{{ value_json[0] }}",
                           "{{ value_json['a }}",
                           "{{ value == 'ON' }}",
                           "{{ 'ON' if value else 'OFF' }}",
                           "{% if value %}ON{% endif %}",
                           "{{ value }}{{ value }}",
                           "x{{ value }}",
                           "{{ values }}",
                           "{{ value | }}",
                           "{{ value | replace('a','b') }}",
                           "{{ value | round(99) }}",
                           "{{ value | round(-1) }}",
                           "{{ value | timestamp_custom }}",
                           "{{ value | float | }}",
                           "{{ states('light.a') }}"}) {
    EXPECT_EQ(render(text, "ON"), "!") << text;
  }
}

TEST(Payload, LooksNeitherIntoDeepNorIntoHugeJson) {
  std::string deep = "1";
  for (int i = 0; i < 40; ++i) deep = "{\"a\":" + deep + "}";
  EXPECT_EQ(render("{{ value_json.a }}", deep), "?");
  EXPECT_EQ(render("{{ value_json.a }}", std::string(1'000'000, '[')), "?");
  EXPECT_EQ(render("{{ value_json.a }}", R"({"a":1,"b":")" + std::string(kStatePayloadMax, 'x') + "\"}"),
            "?");
  EXPECT_EQ(render("{{ value_json.a }}", R"({"a":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\""})"),
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"");
}

TEST(CommandTemplate, PutsTheValueIn) {
  EXPECT_EQ(CommandTemplate().fill("ON"), "ON");
  EXPECT_EQ(CommandTemplate::parse("{{ value }}")->fill("21"), "21");
  EXPECT_EQ(CommandTemplate::parse(R"({"setpoint": {{ value }}, "again": "{{value}}"})")->fill("21"),
            R"({"setpoint": 21, "again": "21"})");
  EXPECT_EQ(CommandTemplate::parse("OPEN")->fill("x"), "OPEN");
  const auto alarm = CommandTemplate::parse(R"({"action":"{{ action }}","code":"{{ code }}"})");
  ASSERT_TRUE(alarm);
  EXPECT_TRUE(alarm->wants_code());
  EXPECT_EQ(alarm->fill("DISARM"), R"({"action":"DISARM","code":""})");
  EXPECT_EQ(alarm->fill("DISARM", "*"), R"({"action":"DISARM","code":"*"})");
  EXPECT_EQ(CommandTemplate::parse("{{ code }}")->fill("x", "*"), "*");
  EXPECT_FALSE(CommandTemplate::parse("a\x01")) << "would stand for a code";
  EXPECT_FALSE(CommandTemplate::parse("{{ value }}")->wants_code());
  EXPECT_FALSE(CommandTemplate::parse("{{ value | int }}"));
  EXPECT_FALSE(CommandTemplate::parse("{% if value %}x{% endif %}"));
  EXPECT_FALSE(CommandTemplate::parse("{{ value"));
}

}  // namespace
}  // namespace sotto
