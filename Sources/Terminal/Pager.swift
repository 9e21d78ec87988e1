/// Shows text page by page on the terminal's alternate screen, so that none of it stays in the
/// scrollback.
public struct Pager {
    private let lines: [String]

    /// Wraps the text to the terminal's width.
    public init(_ text: String, columns: Int) {
        lines = Self.wrap(DisplayText.safe(text), columns: max(20, columns))
    }

    /// Shows the text until the person leaves it.
    public func show(on terminal: borrowing Terminal) {
        terminal.write("\u{1B}[?1049h")
        defer { terminal.write("\u{1B}[2J\u{1B}[3J\u{1B}[H\u{1B}[?1049l") }
        var top = 0
        while true {
            let height = max(1, terminal.size.rows - 1)
            let last = max(0, lines.count - height)
            top = min(max(0, top), last)
            let page = lines[top..<min(lines.count, top + height)]
            let blank = String(repeating: "\r\n", count: height - page.count)
            let place = top == last ? "end" : "\(top + page.count) of \(lines.count) lines"
            terminal.write(
                "\u{1B}[2J\u{1B}[H" + page.joined(separator: "\r\n") + "\r\n" + blank
                    + "\u{1B}[7m \(place) \u{2014} space: on, b: back, q: close \u{1B}[0m")
            switch terminal.readKey() {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "j"): top += height
            case UInt8(ascii: "b"), UInt8(ascii: "k"): top -= height
            case UInt8(ascii: "q"), 3, 4, nil: return
            default: continue
            }
        }
    }

    private static func wrap(_ text: String, columns: Int) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
            var lines: [String] = []
            var line = ""
            for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
                var word = word
                while word.count > columns {
                    if !line.isEmpty { lines.append(line) }
                    line = ""
                    lines.append(String(word.prefix(columns)))
                    word = word.dropFirst(columns)
                }
                if !line.isEmpty, line.count + 1 + word.count > columns {
                    lines.append(line)
                    line = String(word)
                } else {
                    line += (line.isEmpty ? "" : " ") + word
                }
            }
            return lines + [line]
        }
    }
}
