#include "runtime/hands_link.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sotto {
namespace {

HomeNames some_names() {
  return {{{"device", {{{"kitchen lamp", 0}, "kitchen_lamp"}, {{"café light", 0}, "which:café light"}}},
           {"area", {{{"kitchen", 0}, "area:kitchen"}}}}};
}

TEST(HandsLink, EveryMessageToHandsComesBackAsItWas) {
  for (const ToHands& message : {ToHands{SetDevice{18446744073709551615ULL, "kitchen_lamp", "dim", -305}},
                                 ToHands{LineTold{R"({"t":2.41,"type":"wake","text":"é\n"})"}},
                                 ToHands{LiveState{true, false, true, true, -43}}, ToHands{LiveState{}}}) {
    const std::string line = encode_to_hands(message);
    EXPECT_EQ(line.find('\n'), std::string::npos) << line;
    const auto decoded = decode_to_hands(line);
    ASSERT_TRUE(decoded.ok()) << line;
    EXPECT_EQ(decoded.value(), message) << line;
  }
}

// What came without a permit has none on the other side either, and none for another thing.
TEST(HandsLink, APermitCrossesItAndNothingElseBecomesOne) {
  const std::string head = R"({"command":"unlock","device":"front_door","effect":"set-device","id":1,)";
  const std::string permit = R"("permit":{"command":"unlock","device":"front_door","source":"voice"},)";
  const std::string tail = R"("value_tenths":0})";
  const auto permitted = decode_to_hands(head + permit + tail);
  ASSERT_TRUE(permitted.ok());
  const auto& command = std::get<SetDevice>(permitted.value());
  ASSERT_TRUE(command.permit);
  EXPECT_TRUE(command.permit->covers("front_door", "unlock"));
  EXPECT_EQ(command.permit->source(), PermitSource::kVoice);
  EXPECT_EQ(encode_to_hands(permitted.value()), head + permit + tail);
  const auto bare = decode_to_hands(head + tail);
  ASSERT_TRUE(bare.ok());
  EXPECT_FALSE(std::get<SetDevice>(bare.value()).permit);
  for (const char* other :
       {R"("permit":null,)", R"("permit":true,)", R"("permit":{},)",
        R"("permit":{"command":"unlock","device":"front_door","source":"timer"},)",
        R"("permit":{"command":"unlock","device":"front_door"},)",
        R"("permit":{"command":"unlock","device":"front_door","more":1,"source":"voice"},)"}) {
    EXPECT_FALSE(decode_to_hands(head + other + tail).ok()) << other;
  }
}

TEST(HandsLink, EveryMessageOfHandsComesBackAsItWas) {
  for (const FromHands& message :
       {FromHands{DeviceAnswered{7, "confirmed", "The lamp is on."}}, FromHands{some_names()},
        FromHands{HomeNames{}}, FromHands{Watching{true}}, FromHands{Cancel{}}, FromHands{SetMuted{true}},
        FromHands{OrderDevice{"front_door", "unlock", 0, true}},
        FromHands{OrderDevice{"heating", "set-temperature", 195, false}}}) {
    const std::string line = encode_from_hands(message);
    EXPECT_EQ(line.find('\n'), std::string::npos) << line;
    const auto decoded = decode_from_hands(line);
    ASSERT_TRUE(decoded.ok()) << line;
    EXPECT_EQ(decoded.value(), message) << line;
  }
}

TEST(HandsLink, AnOrderOfThePageNamesADeviceAndACommand) {
  EXPECT_FALSE(decode_from_hands(encode_from_hands(OrderDevice{"", "on", 0, false})).ok());
  EXPECT_FALSE(decode_from_hands(encode_from_hands(OrderDevice{"lamp", "", 0, false})).ok());
  EXPECT_FALSE(decode_from_hands(encode_from_hands(OrderDevice{"la\nmp", "on", 0, false})).ok());
  EXPECT_FALSE(decode_from_hands(encode_from_hands(OrderDevice{std::string(513, 'x'), "on", 0, false})).ok());
}

// The same line as in the journal, so that both are read by one decoder.
TEST(HandsLink, AnAnswerIsALineOfTheJournal) {
  EXPECT_EQ(encode_from_hands(DeviceAnswered{7, "confirmed", "Done."}),
            R"({"at":0,"body":{"command":7,"result":"confirmed","told":"Done."},)"
            R"("event":"device-answered","sequence":0})");
}

// Whatever can make the core send, open or forget is no message of hands.
TEST(HandsLink, HandsIsGivenNoOtherEventOfTheJournal) {
  for (const std::string line :
       {R"({"at":0,"body":{"prompt":4,"heard":true},"event":"prompt-finished","sequence":0})",
        R"({"at":0,"body":{"heard":true,"prompt":4},"event":"prompt-finished","sequence":0})",
        R"({"at":0,"body":{"words":[]},"event":"request-typed","sequence":0})",
        R"({"at":0,"body":{"communications_on":true,"contacts":[]},"event":"contacts-changed","sequence":0})",
        R"({"at":0,"body":{"muted":false},"event":"capture-muted","sequence":0})",
        R"({"at":1,"body":{"command":7,"result":"confirmed","told":""},)"
        R"("event":"device-answered","sequence":0})",
        R"({"at":0,"body":{"command":7,"result":"confirmed","told":""},)"
        R"("event":"device-answered","sequence":1})",
        R"({"command":"on","device":"lamp","effect":"set-device","id":1,"value_tenths":0})",
        R"({"body":{"line":"x"},"message":"line"})"}) {
    EXPECT_FALSE(decode_from_hands(line).ok()) << line;
  }
}

TEST(HandsLink, WhatIsNotExactlyAMessageIsRefusedWithoutAWordOfIt) {
  for (const std::string line :
       {"", "null", "[]", "{}", R"({"message":"watching"})", R"({"body":{"on":1},"message":"watching"})",
        R"({"body":{"on":true},"message":"watching","more":1})",
        R"({ "body":{"on":true},"message":"watching"})", R"({"body":{},"message":"watch"})",
        R"({"body":{},"message":7})"}) {
    const auto refused = decode_from_hands(line);
    ASSERT_FALSE(refused.ok()) << line;
    EXPECT_EQ(refused.error().code, ErrorCode::kFileInvalid);
    EXPECT_EQ(refused.error().detail, "a line of the link to the devices");
  }
  for (const std::string line :
       {R"({"body":{"dialog":false,"hearing":true,"level_dbfs":99999999999,"muted":false,"speaking":false},)"
        R"("message":"state"})",
        R"({"command":"on","device":"lamp","effect":"set-device","id":-1,"value_tenths":0})",
        R"({"command":"on","device":"lamp","effect":"send-message","id":1,"value_tenths":0})"}) {
    EXPECT_FALSE(decode_to_hands(line).ok()) << line;
  }
}

TEST(HandsLink, AnswersAreOfAKnownKindAndCanBeSaid) {
  const auto refuses = [](const DeviceAnswered& answer) {
    return !decode_from_hands(encode_from_hands(answer)).ok();
  };
  EXPECT_TRUE(refuses({1, "sent", ""}));
  EXPECT_TRUE(refuses({1, "", ""}));
  // What cannot be said is left out by whoever encodes, and refused from whoever does not.
  const std::string longest(kToldMax, 'x');
  EXPECT_EQ(decode_from_hands(encode_from_hands(DeviceAnswered{1, "answered", longest})).value(),
            FromHands(DeviceAnswered{1, "answered", longest}));
  EXPECT_EQ(decode_from_hands(encode_from_hands(DeviceAnswered{1, "answered", longest + "x"})).value(),
            FromHands(DeviceAnswered{1, "answered", ""}));
  std::string line = encode_from_hands(DeviceAnswered{1, "answered", "MARK"});
  line.replace(line.find("MARK"), 4, std::string(kToldMax + 1, 'x'));
  EXPECT_FALSE(decode_from_hands(line).ok());
  line = encode_from_hands(DeviceAnswered{1, "answered", "MARK"});
  line.replace(line.find("MARK"), 4, "\\u0007");
  EXPECT_FALSE(decode_from_hands(line).ok()) << "a control character";
}

TEST(HandsLink, NamesAreWordsOfListsThatAreItsBusiness) {
  const auto refuses = [](const HomeNames& names) {
    return !decode_from_hands(encode_from_hands(names)).ok();
  };
  EXPECT_TRUE(refuses({{{"contact", {{{"maria", 0}, "maria"}}}}}));
  EXPECT_TRUE(refuses({{{"device", {{{"(lamp|send a message)", 0}, "lamp"}}}}}));
  EXPECT_TRUE(refuses({{{"device", {{{"lamp <the>", 0}, "lamp"}}}}}));
  EXPECT_TRUE(refuses({{{"device", {{{"lamp {area}", 0}, "lamp"}}}}}));
  EXPECT_TRUE(refuses({{{"device", {{{"", 0}, "lamp"}}}}}));
  EXPECT_TRUE(refuses({{{"device", {{{"lamp", 3}, "lamp"}}}}}));
  EXPECT_TRUE(refuses({{{"device", {{{"lamp", 0}, ""}}}}}));
  EXPECT_TRUE(refuses({{{"device", {{{std::string(kHandsNameMax + 1, 'x'), 0}, "lamp"}}}}}));
  HomeNames many{{{"device", std::vector<SentenceListValue>(kHandsNamesMax, {{"lamp", 0}, "lamp"})}}};
  EXPECT_FALSE(refuses(many));
  many.lists.front().values.push_back({{"lamp", 0}, "lamp"});
  EXPECT_TRUE(refuses(many));
  EXPECT_TRUE(refuses({std::vector<SentenceList>(10, SentenceList{"device", {}})})) << "too many lists";
}

TEST(HandsLink, ALineHasItsLength) {
  EXPECT_FALSE(decode_from_hands(std::string(kHandsLineMax + 1, ' ')).ok());
  EXPECT_FALSE(decode_to_hands(std::string(kHandsLineMax + 1, '[')).ok());
}

}  // namespace
}  // namespace sotto
