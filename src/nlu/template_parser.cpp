#include "nlu/template_parser.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "nlu/text.hpp"

namespace sotto {
namespace {

using Kind = TemplateNode::Kind;

constexpr std::string_view kSpecial = "()[]{}<>|;";

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), allowed);
}

Error wrong(std::string what) {
  return Error{ErrorCode::kFileInvalid, std::move(what)};
}

TemplateNode node(Kind kind, std::vector<TemplateNode> children) {
  return TemplateNode{kind, {}, {}, std::move(children)};
}

TemplateNode words_node(std::string_view text) {
  TemplateNode sequence;
  for (Token& token : tokenize(text))
    sequence.children.push_back({Kind::kWord, std::move(token.text), {}, {}});
  return sequence;
}

// All texts that a tree of plain words stands for; false where it holds a slot or a rule, or too many.
bool list_texts(const TemplateNode& tree, std::vector<std::string>& texts) {
  texts.clear();
  if (tree.kind == Kind::kWord) {
    texts.push_back(tree.text);
    return true;
  }
  if (tree.kind == Kind::kSlot || tree.kind == Kind::kRule) return false;
  std::vector<std::string> part;
  if (tree.kind == Kind::kSequence) {
    texts.emplace_back();
    for (const TemplateNode& child : tree.children) {
      if (!list_texts(child, part) || texts.size() * part.size() > kTemplateGluedMax) return false;
      std::vector<std::string> longer;
      for (const std::string& head : texts) {
        for (const std::string& tail : part) {
          longer.push_back(head.empty() || tail.empty() ? head + tail : head + ' ' + tail);
        }
      }
      texts = std::move(longer);
    }
    return true;
  }
  for (const TemplateNode& child : tree.children) {
    if (!list_texts(child, part)) return false;
    texts.insert(texts.end(), part.begin(), part.end());
  }
  if (tree.kind == Kind::kOptional) texts.emplace_back();
  return texts.size() <= kTemplateGluedMax;
}

std::size_t count_nodes(const std::vector<TemplateNode>& trees) {
  std::size_t count = trees.size();
  for (const TemplateNode& tree : trees) count += count_nodes(tree.children);
  return count;
}

// One element of a sequence before gluing: raw text or a parsed tree.
struct Piece {
  bool is_text = false;
  bool glued = false;  // no space before it
  std::string text;
  TemplateNode tree;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<TemplateNode> parse() {
    if (text_.size() > kTemplateBytesMax)
      return wrong("longer than " + std::to_string(kTemplateBytesMax) + " bytes");
    auto tree = parse_sequence(0);
    if (!tree) return tree;
    if (at_ < text_.size()) return wrong(std::string("'") + text_[at_] + "' without its beginning");
    return tree;
  }

 private:
  [[nodiscard]] bool ended() const { return at_ >= text_.size(); }

  // Reads pieces up to '|', ';', a closing bracket or the end.
  Result<TemplateNode> parse_sequence(int depth) {
    if (depth > kTemplateDepthMax) return wrong("nested too deeply");
    std::vector<Piece> pieces;
    bool space = true;
    while (!ended()) {
      const char c = text_[at_];
      if (is_space(c)) {
        space = true;
        ++at_;
        continue;
      }
      if (c == '|' || c == ';' || c == ')' || c == ']' || c == '}' || c == '>') break;
      auto piece = parse_piece(c, depth);
      if (!piece) return piece.error();
      piece.value().glued = !space;
      pieces.push_back(std::move(piece).value());
      space = false;
    }
    return glue(pieces);
  }

  Result<Piece> parse_piece(char c, int depth) {
    Piece piece;
    if (c == '(' || c == '[') {
      auto group = parse_group(depth);
      if (!group) return group.error();
      piece.tree = std::move(group).value();
    } else if (c == '{' || c == '<') {
      auto reference = parse_reference(c);
      if (!reference) return reference.error();
      piece.tree = std::move(reference).value();
    } else {
      const std::size_t begin = at_;
      while (!ended() && !is_space(text_[at_]) && kSpecial.find(text_[at_]) == std::string_view::npos) ++at_;
      piece.is_text = true;
      piece.text = std::string(text_.substr(begin, at_ - begin));
    }
    return piece;
  }

  Result<TemplateNode> parse_group(int depth) {
    const char open = text_[at_++];
    const char close = open == '(' ? ')' : ']';
    std::vector<TemplateNode> items;
    char separator = 0;
    while (true) {
      auto item = parse_sequence(depth + 1);
      if (!item) return item;
      items.push_back(std::move(item).value());
      if (ended()) return wrong(std::string("'") + open + "' is not closed");
      const char c = text_[at_++];
      if (c == close) break;
      if (c != '|' && c != ';') return wrong(std::string("'") + c + "' where '" + close + "' was expected");
      if (separator != 0 && separator != c) return wrong("'|' and ';' in one group: add brackets");
      separator = c;
    }
    if (separator == ';') {
      if (items.size() > kTemplatePermutedMax) return wrong("more than four items in any order");
      // Nested orders multiply; counted before they are written out.
      constexpr std::size_t kWays = 24;
      if (count_nodes(items) * kWays > kTemplateNodesMax) return wrong("too many words in any order");
      items = permutations(items);
    }
    return node(open == '(' ? Kind::kAlternatives : Kind::kOptional, std::move(items));
  }

  static std::vector<TemplateNode> permutations(const std::vector<TemplateNode>& items) {
    std::vector<std::size_t> order(items.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<TemplateNode> all;
    do {
      TemplateNode sequence;
      for (const std::size_t i : order) sequence.children.push_back(items[i]);
      all.push_back(std::move(sequence));
    } while (std::next_permutation(order.begin(), order.end()));
    return all;
  }

  Result<TemplateNode> parse_reference(char open) {
    const char close = open == '{' ? '}' : '>';
    const std::size_t end = text_.find(close, at_);
    if (end == std::string_view::npos) return wrong(std::string("'") + open + "' is not closed");
    const std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    const std::size_t colon = open == '{' ? inside.find(':') : std::string_view::npos;
    TemplateNode reference{
        open == '{' ? Kind::kSlot : Kind::kRule, std::string(inside.substr(0, colon)), {}, {}};
    reference.slot = colon == std::string_view::npos ? reference.text : std::string(inside.substr(colon + 1));
    if (!is_name(reference.text) || !is_name(reference.slot)) {
      return wrong(std::string("'") + open + std::string(inside.substr(0, 40)) + close + "' is not a name");
    }
    return reference;
  }

  // Joins pieces that stand together without a space ("light[s]") into words.
  static Result<TemplateNode> glue(std::vector<Piece>& pieces) {
    TemplateNode sequence;
    std::size_t at = 0;
    while (at < pieces.size()) {
      std::size_t end = at + 1;
      while (end < pieces.size() && pieces[end].glued) ++end;
      if (end == at + 1) {
        add_piece(sequence, pieces[at]);
      } else {
        auto joined = join(pieces, at, end);
        if (!joined) return joined;
        sequence.children.push_back(std::move(joined).value());
      }
      at = end;
    }
    return sequence;
  }

  static void add_piece(TemplateNode& sequence, Piece& piece) {
    if (!piece.is_text) {
      sequence.children.push_back(std::move(piece.tree));
      return;
    }
    for (TemplateNode& word : words_node(piece.text).children) sequence.children.push_back(std::move(word));
  }

  static Result<TemplateNode> join(const std::vector<Piece>& pieces, std::size_t begin, std::size_t end) {
    std::vector<std::string> texts = {""};
    for (std::size_t i = begin; i < end; ++i) {
      std::vector<std::string> part = {pieces[i].text};
      if (!pieces[i].is_text && !list_texts(pieces[i].tree, part)) {
        return wrong("a slot, a rule or a long group directly beside a word: put a space between them");
      }
      if (texts.size() * part.size() > kTemplateGluedMax) return wrong("a word with too many endings");
      std::vector<std::string> longer;
      for (const std::string& head : texts) {
        for (const std::string& tail : part) longer.push_back(head + tail);
      }
      texts = std::move(longer);
    }
    TemplateNode alternatives = node(Kind::kAlternatives, {});
    for (const std::string& text : texts) alternatives.children.push_back(words_node(text));
    return alternatives;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<TemplateNode> parse_template(std::string_view text) {
  return Parser(text).parse();
}

}  // namespace sotto
