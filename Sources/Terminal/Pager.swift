/// Shows text page by page on the terminal's alternate screen, so that none of it stays on the screen or in the
/// scrollback.
package struct Pager {
    /// Text that is laid out in one way.
    package struct Section: Sendable {
        /// As it was given.
        package let text: String
        private let hanging: Int
        private let isQuoted: Bool

        /// - Parameters:
        ///   - hanging: columns that stay free before what goes on on a further line.
        ///   - isQuoted: whether a bar stands before each line: so that nothing in it can pass for what the
        ///     program says.
        package init(_ text: String, hanging: Int = 0, isQuoted: Bool = false) {
            self.text = text
            self.hanging = hanging
            self.isQuoted = isQuoted
        }

        /// What stands before each line.
        func prefix(_ columns: Int) -> String {
            isQuoted ? (columns < 60 ? "\u{2502}" : "\u{2502} ") : ""
        }

        func wrapped(columns: Int) -> WrappedText {
            WrappedText(
                text, columnCount: columns - prefix(columns).unicodeScalars.count,
                hanging: hanging)
        }

        /// Its lines, for a terminal that scrolls.
        package func lines(columns: Int) -> [String] {
            var wrapped = wrapped(columns: columns)
            wrapped.findAll()
            return wrapped.lines.indices.map { prefix(columns) + wrapped.drawn($0) }
        }
    }

    private let sections: [Section]
    private let texts: PagerView.Texts

    /// A pager for text from elsewhere: it is made harmless as it is shown.
    ///
    /// - Parameter texts: what stands below it.
    package init(_ sections: [Section], _ texts: PagerView.Texts) {
        self.sections = sections
        self.texts = texts
    }

    /// Shows the text until the person leaves it.
    ///
    /// - Returns: false where it was ended by an interrupt, or by the terminal's end; nil where there is no terminal.
    package func show() -> Bool? {
        guard let terminal = Terminal.open(), var screen = Screen(terminal) else { return nil }
        var view = PagerView(sections, texts, size: screen.size)
        screen.draw(view.rows())
        while true {
            let step: PagerView.Step
            switch screen.nextEvent() {
            case .key(let key): step = view.press(key)
            case .redrawDue: step = .draw
            case .stopDue: step = .stop
            case .ended: step = .interrupt
            }
            switch step {
            case .nothing: continue
            case .close: return true
            case .interrupt: return false
            case .stop: screen.stop()
            case .draw: break
            }
            if screen.size != view.size { view.resize(to: screen.size) }
            screen.draw(view.rows())
        }
    }
}
