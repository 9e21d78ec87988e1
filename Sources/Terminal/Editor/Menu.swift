/// A question with numbered answers: digits are on every keyboard, whatever its letters are.
package struct Menu: Sendable {
    private let text: String
    private let answers: [String]

    /// - Parameters:
    ///   - text: what is asked, in one or more lines.
    ///   - answers: one to nine. The first is what Escape and Ctrl-C stand for: it must do no harm.
    package init(_ text: String, _ answers: [String]) {
        precondition((1...9).contains(answers.count), "a menu has one to nine answers")
        self.text = text
        self.answers = answers
    }

    /// Asks; the answer's index, or nil where the terminal is gone or the program is told to end.
    ///
    /// What was typed before the question was seen does not answer it.
    package func ask(on screen: borrowing RawScreen, isToldToEnd: () -> Bool) -> Int? {
        screen.discardTyped()
        var decoder = KeyDecoder()
        var shown: ScreenSize?
        while true {
            let size = screen.size
            if size != shown { show(on: screen, columns: size.columns) }
            shown = size
            var buffer = [UInt8](repeating: 0, count: 64)
            var span = buffer.mutableSpan
            var keys: [Key] = []
            switch screen.read(into: &span, milliseconds: decoder.isPending ? 50 : 200) {
            case .bytes(let count):
                for byte in buffer[..<count] { decoder.take(byte) { keys.append($0) } }
            case .nothing:
                decoder.pause { keys.append($0) }
                if screen.restoreMode() { shown = nil }
            case .signal: break
            case .end: return nil
            }
            if isToldToEnd() { return nil }
            for key in keys {
                if let answer = answer(to: key) { return answer }
                if key == .control("l") { shown = nil }
            }
        }
    }

    private func answer(to key: Key) -> Int? {
        switch key {
        case .escape, .control("c"): return 0
        case .text(let scalar):
            // Persian and Arabic keyboards have digits of their own.
            guard let number = scalar.properties.numericValue.flatMap({ Int(exactly: $0) }) else {
                return nil
            }
            return answers.indices.contains(number - 1) ? number - 1 : nil
        default: return nil
        }
    }

    private func show(on screen: borrowing RawScreen, columns: Int) {
        var rows: [String] = []
        rows += EditorChrome.fold(text, columns: columns)
        rows.append("")
        for (index, answer) in answers.enumerated() {
            let lines = EditorChrome.fold(answer, columns: max(10, columns - 5))
            for (number, line) in lines.enumerated() {
                rows.append((number == 0 ? "  \(index + 1)  " : "     ") + line)
            }
        }
        let bytes = Array(("\u{1B}[2J\u{1B}[H" + rows.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        screen.write(bytes.span)
    }
}
