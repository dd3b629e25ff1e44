#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "adapters/sodium/owner_key.hpp"
#include "adapters/sodium/sound_sealer.hpp"
#include "adapters/sqlite/sqlite_outbox.hpp"
#include "base/assert.hpp"
#include "checks.hpp"
#include "program.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* kSettings = R"(communications = true
[[contact]]
name = "Maria Alvarez"
allowed = true
[[contact]]
name = "Ben Okafor"
)";

// A home in which a run that has ended left messages behind.
class OutboxCommands : public testing::Test {
 protected:
  OutboxCommands() {
    fs::create_directories(config());
    fs::create_directories(data());
    settings(kSettings);
    SOTTO_ASSERT(load_or_make_owner_key(config() / "keys").ok());
  }

  [[nodiscard]] fs::path config() const { return home.environment.at("XDG_CONFIG_HOME") + "/sotto"; }
  [[nodiscard]] fs::path data() const { return home.environment.at("XDG_DATA_HOME") + "/sotto"; }
  void settings(const std::string& text) const { std::ofstream(config() / "sotto.toml") << text; }

  std::uint64_t leave(std::uint64_t core_id, OutboxState state, const std::string& contact = "Maria Alvarez",
                      const std::string& contact_id = "maria-alvarez") const {
    auto outbox = open_outbox(data() / "outbox.db");
    const auto sealer = make_sound_sealer(config() / "keys");
    SOTTO_ASSERT(outbox.ok() && sealer.ok());
    OutboxDraft draft;
    draft.origin = {"aa", core_id};
    draft.contact = contact;
    draft.contact_id = contact_id;
    draft.channel = "file";
    draft.length_ms = 1000;
    draft.at_ms = 1'795'450'209'000;
    auto sealed = sealer.value()->seal(message_key(draft.origin), std::vector<std::byte>(32'000));
    SOTTO_ASSERT(sealed.ok());
    draft.sound = std::move(sealed).value();
    const auto id = outbox.value()->add(draft);
    SOTTO_ASSERT(id.ok());
    if (state != OutboxState::kHeld) {
      const OutboxChange change{id.value(), {OutboxState::kHeld}, state, "other-voice", draft.at_ms, 0,
                                false,      "bring milk"};
      SOTTO_ASSERT(outbox.value()->change(change).ok());
    }
    return id.value();
  }
  [[nodiscard]] std::vector<Json> list() const {
    const Outcome outcome = home.run({"outbox", "list", "--json"});
    EXPECT_TRUE(succeeds(outcome));
    std::vector<Json> all;
    for (const std::string& line : lines_of(outcome.out)) all.push_back(Json::parse(line));
    return all;
  }
  [[nodiscard]] std::string state(std::uint64_t id) const {
    for (const Json& message : list()) {
      if (message["id"] == id) return message["state"];
    }
    return "none";
  }

  Home home;
};

TEST_F(OutboxCommands, ShowNothingAndMakeNothingWhereThereIsNothing) {
  EXPECT_TRUE(list().empty());
  EXPECT_FALSE(fs::exists(data() / "outbox.db"));
  EXPECT_TRUE(refuses(home.run({"outbox", "cancel", "1"}), 1, {"message 1", "not-found"}));
  EXPECT_TRUE(refuses(home.run({"outbox", "approve", "1", "--yes"}), 1, {"message 1", "not-found"}));
  EXPECT_TRUE(refuses(home.run({"outbox"}), 2, {"sotto outbox --help"}));
  EXPECT_TRUE(refuses(home.run({"outbox", "cancel", "x"}), 2, {"sotto outbox cancel --help"}));
}

TEST_F(OutboxCommands, ListWhatBecameOfEveryMessage) {
  leave(1, OutboxState::kWaiting);
  leave(2, OutboxState::kSent);
  const auto all = list();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["state"], "waiting");
  EXPECT_EQ(all[0]["reason"], "other-voice");
  EXPECT_EQ(all[0]["contact"], "Maria Alvarez");
  EXPECT_EQ(all[0]["transcript"], "bring milk");
  EXPECT_EQ(all[0]["recorded"], "2026-11-23T16:10:09.000Z");
  EXPECT_EQ(all[1]["state"], "sent");
  const Outcome text = home.run({"outbox", "list"});
  EXPECT_NE(text.out.find("waiting  to Maria Alvarez by file, 1.0 s (other-voice)"), std::string::npos);
  EXPECT_EQ(text.out.find("milk"), std::string::npos) << "output that is no terminal may be a log";
}

TEST_F(OutboxCommands, CancelWhatWasNotSent) {
  const std::uint64_t waiting = leave(1, OutboxState::kWaiting);
  const std::uint64_t sent = leave(2, OutboxState::kSent);
  EXPECT_TRUE(succeeds(home.run({"outbox", "cancel", std::to_string(waiting)})));
  EXPECT_EQ(state(waiting), "cancelled");
  EXPECT_TRUE(refuses(home.run({"outbox", "cancel", std::to_string(sent)}), 1, {"it is sent", "refused"}));
  EXPECT_TRUE(refuses(home.run({"outbox", "approve", std::to_string(waiting), "--yes"}), 1,
                      {"it is cancelled", "refused"}));
}

TEST_F(OutboxCommands, ApproveSendsOnce) {
  const std::uint64_t id = leave(1, OutboxState::kHeld);
  EXPECT_TRUE(refuses(home.run({"outbox", "approve", std::to_string(id)}), 2, {"--yes"}));
  const Outcome outcome = home.run({"outbox", "approve", std::to_string(id), "--yes"});
  ASSERT_TRUE(succeeds(outcome)) << "no Sotto runs, so what was held waits";
  EXPECT_EQ(state(id), "sent");
  EXPECT_TRUE(fs::exists(data() / "outbox/000000000001-maria-alvarez/message.ogg"));
  EXPECT_TRUE(refuses(home.run({"outbox", "approve", std::to_string(id), "--yes"}), 1, {"it is sent"}));
}

TEST_F(OutboxCommands, ApproveNeedsTheOwnersKeyAndAnAllowedContact) {
  const std::uint64_t ben = leave(1, OutboxState::kWaiting, "Ben Okafor", "ben-okafor");
  EXPECT_TRUE(refuses(home.run({"outbox", "approve", std::to_string(ben), "--yes"}), 1, {"not allowed"}));
  const std::uint64_t maria = leave(2, OutboxState::kWaiting);
  fs::rename(config() / "keys/owner.key", config() / "owner.key");
  EXPECT_TRUE(refuses(home.run({"outbox", "approve", std::to_string(maria), "--yes"}), 1, {"key-missing"}));
  EXPECT_EQ(state(ben), "waiting");
  EXPECT_EQ(state(maria), "waiting");
  settings("communications = false\n");
  EXPECT_TRUE(refuses(home.run({"outbox", "approve", std::to_string(maria), "--yes"}), 1, {"switched off"}));
}

TEST_F(OutboxCommands, AskAgainForWhatMayHaveArrived) {
  const std::uint64_t id = leave(1, OutboxState::kSending);
  EXPECT_TRUE(refuses(home.run({"outbox", "approve", std::to_string(id), "--yes"}), 1, {"it is unknown"}));
  EXPECT_EQ(state(id), "unknown") << "its sender has ended";
  EXPECT_TRUE(succeeds(home.run({"outbox", "approve", std::to_string(id), "--yes", "--again"})));
  EXPECT_EQ(state(id), "sent");
}

// Through the launcher and the sender, as a program of the owner's sees it.
TEST_F(OutboxCommands, ApproveThroughAProgramOfTheOwners) {
  const fs::path program = home.write("carry",
                                      "#!/bin/sh\ncd \"$HOME\"\nprintf '%s|' \"$@\" > facts\n"
                                      "cat > sound.ogg\n[ ! -e later ] || exit 75\n");
  fs::permissions(program, fs::perms::owner_all);
  settings(
      "communications = true\n[channel]\nusual = \"command\"\n[channel.command]\nprogram = \"" +
      program.string() +
      "\"\narguments = [\"to\", \"{address}\", \"{transcript}\"]\n[[contact]]\nname = \"Maria Alvarez\"\n"
      "allowed = true\n");
  std::ofstream(config() / "people.toml")
      << "[[contact]]\nname = \"Maria Alvarez\"\nallowed = true\nemails = [\"maria@example.org\"]\n";
  fs::permissions(config() / "people.toml", fs::perms::owner_read | fs::perms::owner_write);
  const std::uint64_t id = leave(1, OutboxState::kWaiting);
  const fs::path folder = home.environment.at("HOME");
  std::ofstream(folder / "later") << "x";
  EXPECT_TRUE(refuses(home.run({"outbox", "approve", std::to_string(id), "--yes"}), 1,
                      {"message 1", "delivery-deferred"}));
  EXPECT_EQ(state(id), "deferred");
  fs::remove(folder / "later");
  EXPECT_TRUE(succeeds(home.run({"outbox", "approve", std::to_string(id), "--yes"})));
  EXPECT_EQ(state(id), "sent");
  std::ifstream facts(folder / "facts");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(facts), {}), "to|maria@example.org|bring milk|");
  std::ifstream sound(folder / "sound.ogg", std::ios::binary);
  std::string magic(4, ' ');
  sound.read(magic.data(), 4);
  EXPECT_EQ(magic, "OggS");
}

TEST_F(OutboxCommands, RefuseAnOutboxThatIsNone) {
  std::ofstream(data() / "outbox.db") << "this is no database, only some text that goes on for a while";
  EXPECT_TRUE(refuses(home.run({"outbox", "list"}), 1, {"outbox.db", "outbox-damaged"}));
}

}  // namespace
}  // namespace sotto
