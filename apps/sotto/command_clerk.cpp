// sotto clerk: answers the page's questions. Started by Sotto itself; not shown in --help.
#include <unistd.h>

#include <csignal>
#include <memory>

#include "adapters/posix/servant.hpp"
#include "sotto/clerk.hpp"
#include "sotto/page_commands.hpp"

namespace sotto {

void add_clerk(CLI::App& app, int& exit_code) {
  auto common = std::make_shared<Common>();
  CLI::App* command = app.add_subcommand("clerk", "answer the questions of the page");
  command->group("");  // not for people
  add_common(*command, *common, "sotto run");
  command->callback([common, &exit_code] {
    std::signal(SIGPIPE, SIG_IGN);
    serve_questions(STDIN_FILENO,
                    [&common](const std::string& question) { return answer_as_clerk(*common, question); });
    exit_code = 0;
  });
}

}  // namespace sotto
