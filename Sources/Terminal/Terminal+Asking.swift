import Glibc

extension Terminal {
    /// Stops showing what is typed, until ``showTyping()`` or the end of the program.
    ///
    /// - Parameter keepsTyped: whether what was typed before is read next; else it is dropped.
    public func hideTyping(keepsTyped: Bool = false) {
        _ = HiddenTyping.begin(device, keepsTyped: keepsTyped)
    }

    /// Whether so much was typed, before it was kept, that the terminal may have dropped some of it.
    public static var mayHaveDroppedTyping: Bool { HiddenTyping.mayHaveDropped }

    /// Whether what is typed is hidden now.
    public static var hidesTyping: Bool { HiddenTyping.isOn }

    /// Drops what was typed and not read, and shows again what is typed.
    public static func showTyping() {
        HiddenTyping.end()
    }

    /// Says a sentence on lines of its own, as wide as the terminal is.
    ///
    /// - Parameter hanging: columns that stay free before what goes on on a further line.
    public func say(_ text: String, hanging: Int = 0) {
        write(wrapped(text, hanging: hanging) + "\n")
    }

    /// Text from elsewhere made harmless, and broken between words. A space at the end stays.
    private func wrapped(_ text: String, hanging: Int = 4) -> String {
        let lines = Pager.Section(text, hanging: hanging).lines(columns: size.columns)
        return lines.joined(separator: "\n") + (text.hasSuffix(" ") ? " " : "")
    }

    /// Asks for a line of text; nil at the end of input, or where a signal broke it off.
    public func ask(_ prompt: String) -> String? {
        let isKept = HiddenTyping.isOn
        defer { if !isKept { HiddenTyping.end() } }
        var line = TypedLine(limit: 4096)
        let isGiven = read(&line, wrapped(prompt), isShown: true)
        defer { line.wipe() }
        write("\n")
        return isGiven ? String(decoding: line.bytes, as: UTF8.self) : nil
    }

    /// Asks for a line that is not shown while it is typed; nil as for ``ask(_:)``. The caller
    /// overwrites it. What was typed before the prompt is no part of it.
    ///
    /// - Parameters:
    ///   - prompt: is shown once more when the program was stopped and goes on.
    ///   - limit: the most bytes; of a longer line one more is given, and no further ones.
    ///   - onAlternateScreen: whether the prompt is itself not to stay on the screen.
    public func askSecret(
        _ prompt: String, limit: Int, onAlternateScreen: Bool = false
    ) -> [UInt8]? {
        let isKept = HiddenTyping.isOn
        defer { if !isKept { HiddenTyping.end() } }
        var line = TypedLine(limit: limit)
        let isGiven: Bool
        if onAlternateScreen {
            HiddenTyping.hidesScreen = true
            isGiven = read(&line, HiddenTyping.beginScreen + wrapped(prompt), isShown: false)
            HiddenTyping.hidesScreen = false
            write(HiddenTyping.endScreen)
        } else {
            isGiven = read(&line, wrapped(prompt), isShown: false)
            write("\n")
        }
        if isGiven { return line.take() }
        line.wipe()
        return nil
    }

    /// Reads until the line is ready; false where it was ended.
    private func read(_ line: inout TypedLine, _ prompt: String, isShown: Bool) -> Bool {
        guard HiddenTyping.begin(device) else { return false }
        write(prompt)
        var echo = Echo(behind: prompt, columns: size.columns)
        var continuedCount = HiddenTyping.continuedCount
        while true {
            let byte = nextByte(isWaiting: line.isWaitingForMore)
            let count = HiddenTyping.continuedCount
            if count != continuedCount {
                // Stopped, and in the foreground again: what was typed stands.
                continuedCount = count
                write("\r" + prompt)
                if isShown { write(String(decoding: line.bytes, as: UTF8.self)) }
            }
            switch byte {
            case .none: line.settle()
            case .ended: return false
            case .byte(let byte):
                switch line.type(byte) {
                case .nothing: break
                case .added(let start, let columns):
                    if isShown { write(echo.shown(line.bytes[start...], columns)) }
                case .removed(let columns):
                    if isShown { write(echo.erased(columns)) }
                case .finished: return true
                case .ended: return false
                }
            }
        }
    }

    private enum Input { case byte(UInt8), none, ended }

    /// The next byte; none where it takes long, so that what else happened can be seen.
    private func nextByte(isWaiting: Bool) -> Input {
        if ProcessGuard.isInterrupted { return .ended }
        var wanted = pollfd(fd: device, events: Int16(POLLIN), revents: 0)
        let count = unsafe poll(&wanted, 1, isWaiting ? 50 : 200)
        if count == 0 || (count < 0 && errno == EINTR) { return .none }
        var byte: UInt8 = 0
        // SAFETY: one byte is read into one byte.
        switch unsafe Glibc.read(device, &byte, 1) {
        case 1: return .byte(byte)
        case ..<0 where errno == EINTR || errno == EAGAIN: return .none
        default: return .ended
        }
    }
}

/// What is shown of a line that is typed, over as many rows as it takes.
private struct Echo {
    private let columns: Int
    /// Columns from the begin of the prompt's last line to the end of what was typed.
    private var width: Int

    init(behind prompt: String, columns: Int) {
        self.columns = max(1, columns)
        width =
            prompt.split(separator: "\n", omittingEmptySubsequences: false).last.map {
                $0.unicodeScalars.reduce(0) { $0 + CharacterWidth.columnCount(of: $1) }
            } ?? 0
    }

    mutating func shown(_ letter: ArraySlice<UInt8>, _ letterColumns: Int) -> String {
        width += letterColumns
        return DisplayText.safe(String(decoding: letter, as: UTF8.self))
    }

    mutating func erased(_ goneColumns: Int) -> String {
        let row = max(0, width - 1) / columns
        width = max(0, width - goneColumns)
        let up = row - width / columns
        return (up > 0 ? "\u{1B}[\(up)A" : "") + "\u{1B}[\(width % columns + 1)G\u{1B}[J"
    }
}
