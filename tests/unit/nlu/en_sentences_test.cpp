// What people say to Sotto in English, through the sentences that it comes with.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "english_sentences.hpp"

namespace sotto {
namespace {

TEST(EnglishSentences, AreUnderstood) {
  const std::vector<Example> examples = {
      {"Alexa, send a message to Maria.", "send-message contact=maria"},
      {"Send a message.", "send-message"},
      {"send message", "send-message"},
      {"Alexa, a new message.", "send-message"},
      {"Alexa turned the kitchen light off.", "switch-off device=kitchen_light"},
      {"Alexa turned up the heating a bit.", "warmer"},
      {"Alexa, could you please send a voice message to Maria Alvarez?",
       "send-message contact=maria alvarez"},
      {"Send Maria a message", "send-message contact=maria"},
      {"message Ben", "send-message contact=ben"},
      {"Text Ben Okafor, please.", "send-message contact=ben okafor"},
      {"Tell Maria something", "send-message contact=maria"},
      {"tell Maria", "send-message contact=maria"},
      {"I'd like to send a message", "send-message"},
      {"leave a message for Mary-Jane O'Neil", "send-message contact=mary jane oneil"},
      {"Turn on the kitchen light.", "switch-on device=kitchen_light"},
      {"Alexa, turn the living-room lamp on, please", "switch-on device=living_room_lamp"},
      {"Turn of the bedroom light", "switch-off device=bedroom_light"},
      {"switch off the lights in the kitchen", "switch-off device=kitchen_light"},
      {"lights out", "switch-off"},
      {"turn on the lights", "switch-on device=all_lights"},
      {"Dim the living room lamp to 30%.", "dim light=living_room_lamp brightness=30"},
      {"dim the lights to fifty percent", "dim light=all_lights brightness=50"},
      {"dim the bedroom light", "dim light=bedroom_light"},
      {"Set the thermostat to 21 degrees.", "set-temperature temperature=21"},
      {"set the thermostat to twenty-one", "set-temperature temperature=21"},
      {"Set the heating to 19.5°C", "set-temperature temperature=19.5"},
      {"set the temperature in the bedroom to nineteen and a half degrees",
       "set-temperature area=bedroom temperature=19.5"},
      {"Make it 20 degrees", "set-temperature temperature=20"},
      {"What's the temperature in the kitchen?", "ask-temperature area=kitchen"},
      {"how warm is it", "ask-temperature"},
      {"Lock the front door.", "lock device=front_door"},
      {"lock all the doors", "lock device=all_locks"},
      {"close the garage door", "lock device=garage_door"},
      {"Unlock the front door", "unlock device=front_door"},
      {"open the garage", "unlock device=garage_door"},
      {"arm the alarm", "arm"},
      {"Set the alarm to away mode", "arm mode=away"},
      {"turn off the alarm", "disarm"},
      {"disarm", "disarm"},
      {"Cancel.", "cancel"},
      {"never mind", "cancel"},
      {"don't send it", "cancel"},
      {"Stop!", "stop"},
      {"Help", "help"},
      {"what can you do", "help"},
      {"What did you just do?", "explain-last"},
      {"why didn't you send it", "explain-last"},
      {"Hey Jarvis, turn on the fan", "switch-on device=fan"},
  };
  for (const Example& example : examples) EXPECT_EQ(understood(example.says), example.means) << example.says;
}

TEST(EnglishSentences, QuestionsAndComfortAreUnderstood) {
  const std::vector<Example> examples = {
      {"brighten the bedroom light", "brighter light=bedroom_light"},
      {"turn up the kitchen light", "brighter light=kitchen_light"},
      {"turn down the kitchen light", "dim light=kitchen_light"},
      {"turn up the kitchen light to 80 percent", "dim light=kitchen_light brightness=80"},
      {"a bit warmer", "warmer"},
      {"Make it a little cooler in the bedroom, please", "cooler area=bedroom"},
      {"turn up the heating", "warmer"},
      {"turn up the heating to 22 degrees", "set-temperature temperature=22"},
      {"Is the front door locked?", "ask-state device=front_door"},
      {"is any window open", "ask-state device=all:window"},
      {"Are all the doors locked?", "ask-state device=all:lock"},
      {"Close the blinds.", "close device=all_covers"},
      {"close the garage", "lock device=garage_door"},
      {"open the bedroom curtains", "open device=bedroom_cover"},
      {"Delete what I just said.", "forget"},
      {"forget everything I said", "forget"},
      {"erase that recording", "forget"},
      {"delete that", "cancel"},
  };
  for (const Example& example : examples) EXPECT_EQ(understood(example.says), example.means) << example.says;
}

TEST(EnglishSentences, TalkIsNone) {
  for (const char* talk : {"so I said to her you should send a message to Maria about the floor",
                           "right so anyway",
                           "send a message to Maria that I am late",
                           "tell me about it",
                           "tell Maria I will be late tonight okay then",
                           "turn on the kitchen light and the music louder",
                           "I was turning on the kitchen light",
                           "set the thermostat to 70 degrees",
                           "set the thermostat to 19.3 degrees",
                           "set the thermostat to -5",
                           "set the thermostat to 21 degrees fahrenheit",
                           "message me when you get there",
                           "text me back",
                           "thank you for watching",
                           "you",
                           "the election was unacceptable",
                           "stop by the shop on your way home",
                           "help yourself to some coffee",
                           "forget what I just said about the floor",
                           "cancel my subscription to that magazine"}) {
    EXPECT_EQ(understood(talk), "none") << talk;
  }
}

TEST(EnglishSentences, TellTheEndPointer) {
  struct Case {
    const char* says;
    Completeness completeness;
  };
  for (const Case& each : std::vector<Case>{
           {"", Completeness::kIncomplete},
           {"Alexa", Completeness::kIncomplete},
           {"turn on the", Completeness::kIncomplete},
           {"turn on the living", Completeness::kIncomplete},
           {"set the thermostat to", Completeness::kIncomplete},
           {"set the thermostat to nineteen and a", Completeness::kIncomplete},
           {"turn on the kitchen light thank", Completeness::kIncomplete},
           {"turn on the kitchen light", Completeness::kCompleteFinal},
           {"turn on the kitchen light please", Completeness::kCompleteFinal},
           {"send a message", Completeness::kCompleteCanGoOn},
           {"send a message to", Completeness::kIncomplete},
           {"send a message to Maria", Completeness::kCompleteCanGoOn},
           {"set the thermostat to twenty", Completeness::kCompleteCanGoOn},
           {"set the thermostat to twenty degrees", Completeness::kCompleteFinal},
           {"make it", Completeness::kIncomplete},
           {"lock the front door", Completeness::kCompleteFinal},
           {"pass the salt", Completeness::kNone},
       }) {
    EXPECT_EQ(completeness_name(english().read(each.says).completeness), completeness_name(each.completeness))
        << each.says;
  }
}

// A slot that takes any words must not reach a sentence that sends.
TEST(EnglishSentences, NoFreeTextInWhatSends) {
  for (const SentenceIntent& intent : english().file().intents) {
    if (intent.name != "send-message") continue;
    for (const SentenceText& sentence : intent.sentences) {
      const std::string& text = sentence.text;
      for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
        EXPECT_EQ(text.substr(at, 9), "{contact}") << text;
      }
    }
  }
}

TEST(EnglishSentences, EveryIntentHasSentences) {
  for (const std::string_view name : intent_names()) {
    bool found = false;
    for (const SentenceIntent& intent : english().file().intents) found = found || intent.name == name;
    EXPECT_TRUE(found) << name;
  }
}

}  // namespace
}  // namespace sotto
