// What else a sound could have been: the finished text is left where another token was nearly as probable,
// and written to its end from there. Cheaper than a beam, because the words behind the replaced token are
// mostly the same and are tried as a draft, those of all alternatives in one call of the model.
#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "adapters/openvino/whisper_decoder.hpp"
#include "adapters/openvino/whisper_text.hpp"

namespace sotto {
namespace {

constexpr std::size_t kMostDraftTokens = 24;
constexpr std::size_t kMostFreshNodes = 64;
// What is e^7, about a thousand times, less probable than the text itself is not written to its end.
constexpr double kHopeless = 7;

}  // namespace

std::vector<WhisperDecoder::Candidate> WhisperDecoder::candidates(
    const Branch& best, std::vector<WhisperAlternative>& shorter) const {
  std::vector<int> path{best.at};
  while (path.back() != prompt_end_) path.push_back(nodes_[static_cast<std::size_t>(path.back())].parent);
  std::reverse(path.begin(), path.end());

  std::vector<Candidate> found;
  double so_far = 0;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const Node& node = nodes_[static_cast<std::size_t>(path[i])];
    if (i > 0) {
      so_far += node.log_prob;
      if (node.token < whisper::kEndOfText) ++kept;
    }
    if (node.slot == kNone) break;
    const bool last = i + 1 == path.size();
    const Token taken = last ? whisper::kEndOfText : nodes_[static_cast<std::size_t>(path[i + 1])].token;
    if (taken > whisper::kEndOfText) continue;
    const std::string_view taken_text = last ? std::string_view() : tokenizer_.bytes(taken);
    for (const WhisperChoice& choice : node.next.best_text) {
      if (choice.token >= whisper::kEndOfText) continue;
      if (same_letters(tokenizer_.bytes(choice.token), taken_text)) continue;
      found.push_back({path[i], choice, so_far + static_cast<double>(choice.log_prob), kept});
    }
    const double log_prob_end = so_far + static_cast<double>(node.next.log_prob_end);
    if (!last && kept > 0 && log_prob_end >= best.log_prob - kHopeless) {
      shorter.push_back(
          {{best.tokens.begin(), best.tokens.begin() + static_cast<std::ptrdiff_t>(kept)}, log_prob_end});
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Candidate& a, const Candidate& b) { return a.log_prob > b.log_prob; });
  return found;
}

WhisperDecoder::Branch WhisperDecoder::start_branch(const Branch& best, const Candidate& candidate) {
  Branch branch;
  branch.at = add_child(candidate.parent, candidate.choice.token);
  nodes_[static_cast<std::size_t>(branch.at)].log_prob = static_cast<double>(candidate.choice.log_prob);
  branch.log_prob = candidate.log_prob;
  branch.least_log_prob = best.log_prob - kHopeless;
  branch.tokens.assign(best.tokens.begin(),
                       best.tokens.begin() + static_cast<std::ptrdiff_t>(candidate.kept));
  branch.tokens.push_back(candidate.choice.token);
  const std::span<const Token> text(best.tokens);
  const std::span<const Token> tail = text.subspan(std::min(candidate.kept + 1, text.size()));
  add_path(branch.at, tail.first(std::min(tail.size(), kMostDraftTokens)));
  return branch;
}

Result<void> WhisperDecoder::find_alternatives(const Branch& best, const WhisperDecodeOptions& options,
                                               std::vector<WhisperAlternative>& found) {
  std::vector<Branch> branches;
  const auto first_fresh = static_cast<int>(nodes_.size());
  // More than wanted, because some turn out to be the same words.
  const std::size_t most = static_cast<std::size_t>(options.n_best) + 2;
  for (const Candidate& candidate : candidates(best, found)) {
    if (branches.size() >= most) break;
    if (nodes_.size() - static_cast<std::size_t>(first_fresh) >= kMostFreshNodes) break;
    if (candidate.log_prob < best.log_prob - kHopeless) break;
    branches.push_back(start_branch(best, candidate));
  }
  std::vector<int> fresh;
  for (int node = first_fresh; node < static_cast<int>(nodes_.size()); ++node) fresh.push_back(node);
  Result<void> done = evaluate(fresh);
  if (!done) return done;
  done = finish_all(branches, options);
  if (!done) return done;
  for (Branch& branch : branches) {
    if (!branch.abandoned && !branch.looped && !branch.truncated)
      found.push_back({std::move(branch.tokens), branch.log_prob});
  }
  // The text itself stays first, whatever else is found: it is the one that everything else in the transcript
  // describes.
  std::stable_sort(
      found.begin() + 1, found.end(),
      [](const WhisperAlternative& a, const WhisperAlternative& b) { return a.log_prob > b.log_prob; });
  std::vector<WhisperAlternative> distinct;
  std::vector<std::string> seen;
  for (WhisperAlternative& alternative : found) {
    std::string letters = letters_of(tokenizer_.decode(alternative.tokens));
    if (letters.empty() || std::find(seen.begin(), seen.end(), letters) != seen.end()) continue;
    seen.push_back(std::move(letters));
    distinct.push_back(std::move(alternative));
    if (distinct.size() == static_cast<std::size_t>(options.n_best)) break;
  }
  found = std::move(distinct);
  return {};
}

}  // namespace sotto
