#include "adapters/posix/command_courier.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>

namespace sotto {
namespace {

namespace fs = std::filesystem;

class Command : public testing::Test {
 protected:
  void SetUp() override {
    std::signal(SIGPIPE, SIG_IGN);
    std::string name = (fs::temp_directory_path() / "sotto-command-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
    parcel.contact = "Maria; rm -rf $HOME `id`";
    parcel.address = "+15550100123";
    parcel.transcript = "bring milk\n\"quoted\"";
    parcel.file_name = "message.ogg";
    parcel.sound.assign(200'000, std::byte{42});  // more than a pipe holds
  }
  void TearDown() override { fs::remove_all(folder); }

  void write_program(const std::string& body) const {
    std::ofstream(folder / "program") << "#!/bin/sh\ncd " << folder.string() << "\n" << body;
    fs::permissions(folder / "program", fs::perms::owner_all);
  }
  [[nodiscard]] Result<void> carry(std::vector<std::string> arguments, int limit_seconds = 60) const {
    auto courier = make_command_courier({folder / "program", std::move(arguments), limit_seconds});
    if (!courier) return courier.error();
    return courier.value()->carry(parcel);
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream in(folder / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  fs::path folder;
  Parcel parcel;
};

TEST_F(Command, GetsWholeArgumentsAndTheSound) {
  write_program("printf '%s\\037' \"$@\" > arguments\ncat > sound\n");
  const auto sent = carry({"send", "{contact}", "{address}", "{transcript}", "{file-name}", "a b"});
  ASSERT_TRUE(sent) << sent.error().line();
  EXPECT_EQ(read("arguments"), "send\037" + parcel.contact + "\037" + parcel.address + "\037" +
                                   parcel.transcript + "\037message.ogg\037a b\037");
  EXPECT_EQ(read("sound"), std::string(200'000, '*'));
}

TEST_F(Command, SaysByItsExitCodeWhatCameOfIt) {
  const std::vector<std::pair<std::string, ErrorCode>> all = {
      {"cat > /dev/null; exit 75", ErrorCode::kDeliveryDeferred},
      {"cat > /dev/null; exit 1", ErrorCode::kDeliveryRefused},
      {"cat > /dev/null; exit 255", ErrorCode::kDeliveryRefused},
      {"kill -KILL $$", ErrorCode::kDeliveryUnknown},
  };
  for (const auto& [body, code] : all) {
    write_program(body);
    const auto sent = carry({"{transcript}"});
    ASSERT_FALSE(sent) << body;
    EXPECT_EQ(sent.error().code, code) << body;
    EXPECT_EQ(sent.error().line().find("milk"), std::string::npos);
  }
  write_program("exit 0");
  EXPECT_TRUE(carry({})) << "it needs no sound";
}

TEST_F(Command, EndsWithAllThatItStartedWhenItTakesTooLong) {
  write_program("sleep 1000 &\necho $! > other\nsleep 1000\n");
  const auto sent = carry({}, 1);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::kDeliveryUnknown);
  const int other = std::stoi(read("other"));
  const int watch = static_cast<int>(::syscall(SYS_pidfd_open, other, 0));
  if (watch < 0) return;  // gone already
  pollfd ended{watch, POLLIN, 0};
  EXPECT_EQ(::poll(&ended, 1, 10'000), 1) << "it still runs";
  ::close(watch);
}

TEST_F(Command, FailsWhereThereIsNoProgram) {
  const auto sent = carry({});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::kFileMissing);
}

TEST_F(Command, RefusesWhatIsNoWholePlaceholder) {
  EXPECT_EQ(carry({"--to={address}"}).error().code, ErrorCode::kFileInvalid);
  EXPECT_EQ(make_command_courier({"program", {}, 1}).error().code, ErrorCode::kFileInvalid);
}

TEST_F(Command, GivesNothingThatLooksLikeAnOption) {
  parcel.contact = "--config=/etc/passwd";
  parcel.transcript = std::string("a\0b", 3);
  const auto filled = fill_arguments({"{contact}", "{transcript}", "-x"}, parcel);
  EXPECT_EQ(filled, (std::vector<std::string>{" --config=/etc/passwd", "a", "-x"}));
}

}  // namespace
}  // namespace sotto
