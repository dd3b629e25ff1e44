#include "discovered_home.hpp"
#include "nlu/sentence_template.hpp"

namespace sotto {
namespace {

HomeSettings some_settings() {
  HomeSettings settings;
  settings.areas = {
      {"kitchen", "downstairs", {"cookhouse"}}, {"bedroom", "upstairs", {}}, {"hall", "downstairs", {}}};
  settings.devices = {{"l3", "Maria's lamp", "hall", {"reading light"}}};
  return settings;
}

class Names : public DiscoveredHome {
 protected:
  Names() : DiscoveredHome(some_settings()) {}
  explicit Names(HomeSettings settings) : DiscoveredHome(std::move(settings)) {}

  void lamp(const std::string& id, const std::string& name, const std::string& area,
            const std::string& component = "light") {
    hear("homeassistant/" + component + "/" + id + "/config",
         R"({"name":")" + name + R"(","object_id":")" + id + R"(","state_topic":"s/)" + id +
             R"(","command_topic":"c/)" + id + R"(","device":{"suggested_area":")" + area + "\"}}");
  }
};

TEST_F(Names, SayWhatPeopleSay) {
  lamp("l1", "Ceiling_Light", "kitchen");
  lamp("l2", "lamp", "bedroom");
  lamp("l3", "0x00158d0001a2b3c4", "");
  EXPECT_EQ(meaning("device", "ceiling light"), "l1");
  EXPECT_EQ(meaning("device", "ceiling lamp"), "l1");
  EXPECT_EQ(meaning("device", "kitchen ceiling light"), "l1");
  EXPECT_EQ(meaning("light", "ceiling light in the kitchen"), "l1");
  EXPECT_EQ(meaning("light", "kitchen lights"), "area:kitchen:light");
  EXPECT_EQ(meaning("light", "cookhouse lights"), "area:kitchen:light");
  EXPECT_EQ(meaning("light", "all lights downstairs"), "floor:downstairs:light");
  EXPECT_EQ(meaning("device", "all the lights"), "all:light");
  EXPECT_EQ(meaning("device", "marias lamp"), "l3");
  EXPECT_EQ(meaning("device", "reading light"), "l3");
  EXPECT_EQ(meaning("area", "cookhouse"), "area:kitchen");
  EXPECT_EQ(meaning("area", "house"), "home");
  EXPECT_EQ(meaning("lock", "ceiling light"), "");
}

TEST_F(Names, OfTwoDevicesAreAskedAboutAndNeverGuessed) {
  lamp("l1", "lamp", "kitchen");
  lamp("l2", "lamp", "bedroom");
  EXPECT_EQ(meaning("device", "lamp"), "which:lamp");
  EXPECT_EQ(meaning("device", "kitchen lamp"), "l1");
  const Said said = set("which:lamp", "on");
  EXPECT_EQ(said.result, "refused");
  EXPECT_EQ(said.told, "There are two devices called lamp: say kitchen lamp or bedroom lamp.");
  EXPECT_TRUE(said.published.empty());
}

TEST_F(Names, ThatCannotBeToldApartSaySo) {
  lamp("l1", "lamp", "kitchen");
  lamp("l2", "lamp", "kitchen");
  EXPECT_EQ(set("which:lamp", "on").told, "There are two devices called lamp, and I cannot tell them apart.");
}

TEST_F(Names, AnOwnNameComesBeforeADerivedOne) {
  lamp("l1", "light", "kitchen");
  lamp("l2", "kitchen light", "kitchen");
  EXPECT_EQ(meaning("device", "kitchen light"), "l2");
}

TEST_F(Names, ALampIsALightBeforeTheLightsOfItsRoomAre) {
  lamp("l1", "kitchen lamp", "kitchen");
  EXPECT_EQ(meaning("device", "kitchen light"), "l1");
  EXPECT_EQ(meaning("device", "kitchen lights"), "area:kitchen:light");
}

TEST_F(Names, LetInOnlyThroughTheListOfLocks) {
  lamp("front", "front door", "hall", "lock");
  hear("homeassistant/cover/g/config", R"({"name":"garage door","object_id":"g","device_class":"garage",
    "command_topic":"g","state_topic":"g/s"})");
  lamp("blind", "kitchen thing", "kitchen", "cover");
  EXPECT_EQ(meaning("lock", "garage door"), "g");
  EXPECT_EQ(meaning("gate", "garage door"), "g");
  EXPECT_EQ(meaning("device", "garage door"), "");
  EXPECT_EQ(meaning("device", "front door"), "");
  EXPECT_EQ(meaning("lock", "kitchen thing"), "blind")
      << "a cover that does not say what it is may be a gate";
}

TEST_F(Names, SettingsAndDiagnosticsAreNotSpokenOf) {
  hear("homeassistant/switch/x/config",
       R"({"name":"child lock","command_topic":"c","entity_category":"config","object_id":"x"})");
  EXPECT_EQ(meaning("device", "child lock"), "");
  EXPECT_EQ(meaning("thing", "child lock"), "");
}

TEST_F(Names, ComeOnceForABurst) {
  lamp("l1", "lamp", "kitchen");
  EXPECT_FALSE(home_.take_names(now_ + 299));
  EXPECT_TRUE(home_.take_names(now_ + 300));
  EXPECT_FALSE(home_.take_names(now_ + 1000));
  hear("s/l1", "ON");
  EXPECT_FALSE(home_.take_names(now_ + 9000)) << "a state is no name";
}

TEST_F(Names, OfALargeHouseAreAllThere) {
  for (int i = 0; i < 1500; ++i) lamp("l" + std::to_string(i), "lamp " + std::to_string(i), "kitchen");
  EXPECT_EQ(meaning("device", "lamp 0"), "l0");
  EXPECT_EQ(meaning("device", "lamp 999"), "l999");
  EXPECT_EQ(meaning("light", "lamp 1499"), "l1499");
  EXPECT_EQ(meaning("light", "kitchen lights"), "area:kitchen:light");
}

// Whatever devices call themselves, the sentences still compile.
TEST_F(Names, AreTemplatesWithoutASpecialMeaning) {
  lamp("l1", "(a|b) <rule> {device} [x] ; \\\"", "kitchen");
  lamp("l2", "日本の灯り", "寝室");
  lamp("l3", "!!!", "");
  lamp("l4", "Lampe für Öl", "Küche");
  auto names = home_.take_names(now_ + 1000);
  ASSERT_TRUE(names);
  SentenceFile file;
  file.lists = names->lists;
  file.intents = {{"switch-on", {{"turn on [the] {device}", 1}}, {}}};
  const auto matcher = SentenceMatcher::compile(std::move(file));
  ASSERT_TRUE(matcher.ok()) << matcher.error().line();
  const Reading reading = matcher.value().read("Turn on the Lampe für Öl");
  ASSERT_TRUE(reading.request);
  EXPECT_EQ(reading.request->slot("device")->value, "l4");
}

TEST(SpokenForm, IsWhatCanBeSaid) {
  EXPECT_EQ(spoken_form("Kitchen_Lamp"), "kitchen lamp");
  EXPECT_EQ(spoken_form("living-room/floor.lamp"), "living room floor lamp");
  EXPECT_EQ(spoken_form("0x00158d0001a2b3c4"), "");
  EXPECT_EQ(spoken_form("a4c138b2f3d1"), "");
  EXPECT_EQ(spoken_form("a b c d e f g h i"), "");
  EXPECT_EQ(key_form("Living Room!"), "living_room");
  EXPECT_EQ(key_form(" Küche  2 "), "kuche_2");
}

}  // namespace
}  // namespace sotto
