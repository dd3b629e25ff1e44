#include "adapters/posix/sender_process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "adapters/posix/parcel_stream.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

class PlainEncoder final : public AudioEncoder {
 public:
  Result<std::vector<std::byte>> encode(std::span<const float> samples) override {
    return std::vector<std::byte>(samples.size(), std::byte{1});
  }
  [[nodiscard]] std::string extension() const override { return "ogg"; }
};

class Sender : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "sotto-sender-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
    delivery.key = "aa-1";
    delivery.contact = "Maria \"x\"\n\xFF";
    delivery.address = "maria@example.org";
    delivery.transcript = "bring milk";
    delivery.samples.resize(960'000);
    delivery.wall_ms = 7;
  }
  void TearDown() override { fs::remove_all(folder); }

  [[nodiscard]] Result<void> deliver(const std::string& plan, const std::string& channel = "planned",
                                     int limit_seconds = 30) {
    if (launcher == nullptr) {
      auto started = start_sender_launcher(program());
      EXPECT_TRUE(started);
      launcher = std::move(started).value();
    }
    const auto messenger =
        make_sender_process(launcher, {channel, plan + " " + (folder / "got").string(), limit_seconds},
                            std::make_shared<PlainEncoder>());
    return messenger->deliver(delivery);
  }
  [[nodiscard]] static SenderProgram program() { return {SOTTO_SENDER_HELPER, {"launcher"}, {"MARK=yes"}}; }
  [[nodiscard]] std::string got() const {
    std::ifstream in(folder / "got");
    return {std::istreambuf_iterator<char>(in), {}};
  }

  fs::path folder;
  Delivery delivery;
  std::shared_ptr<SenderLauncher> launcher;
};

TEST_F(Sender, CarriesOneMessageInAProcessOfItsOwn) {
  const auto sent = deliver("send");
  ASSERT_TRUE(sent) << sent.error().line();
  EXPECT_EQ(got(),
            "aa-1|Maria \"x\"\n\xEF\xBF\xBD|maria@example.org|bring milk|message.ogg|960000|7|60000\n");
  ASSERT_TRUE(deliver("send")) << "and another";
}

TEST_F(Sender, TellsWhatTheCourierSaid) {
  const auto sent = deliver("refuse");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error(), (Error{ErrorCode::kDeliveryRefused, "planned"}));
  EXPECT_EQ(deliver("send", "pigeon").error().code, ErrorCode::kFileInvalid);
}

TEST_F(Sender, IsUnknownWhenItIsKilledInTheMiddle) {
  EXPECT_EQ(deliver("die").error().code, ErrorCode::kDeliveryUnknown);
  EXPECT_FALSE(got().empty()) << "it had begun";
}

TEST_F(Sender, IsUnknownWhenItTakesTooLong) {
  EXPECT_EQ(deliver("hang", "planned", 1).error().code, ErrorCode::kDeliveryUnknown);
}

TEST_F(Sender, GetsNothingThatItDoesNotNeed) {
  // Without O_CLOEXEC, as a library may open a file.
  const int leaked = ::open("/dev/null", O_RDONLY);
  ASSERT_GE(leaked, 3);
  ASSERT_EQ(::setenv("SECRET_OF_THE_HOME", "1", 1), 0);
  ASSERT_TRUE(deliver("environment"));
  ::close(leaked);
  EXPECT_NE(got().find("\nMARK=yes\n"), std::string::npos);
  EXPECT_EQ(got().find("SECRET_OF_THE_HOME"), std::string::npos);
  EXPECT_EQ(got().find("open "), std::string::npos) << got();
}

TEST_F(Sender, IsPutOffWhereTheLauncherIsGone) {
  auto started = start_sender_launcher({"/bin/true", {}, {}});
  ASSERT_TRUE(started);
  launcher = std::move(started).value();
  EXPECT_EQ(deliver("send").error().code, ErrorCode::kDeliveryDeferred);
  EXPECT_TRUE(got().empty());
}

TEST_F(Sender, CannotBeStartedWhereThereIsNoProgram) {
  EXPECT_EQ(start_sender_launcher({folder / "none", {}, {}}).error().code, ErrorCode::kNotAvailable);
}

// The launcher ends with the home, in order (its destructor waits for it) and when the home is killed.
TEST_F(Sender, EndsWithTheHome) {
  ASSERT_TRUE(deliver("send"));
  launcher.reset();
}

}  // namespace
}  // namespace sotto
