import SafeSodium

/// A passphrase as zxcvbn reads it: letters of ASCII, each with what a letter like it is worth.
///
/// The memory is wiped when it goes.
struct LatinText: ~Copyable {
    /// What comes behind so many letters is not looked at, and adds nothing: the estimate takes time
    /// that grows with the square of the length.
    static let letterLimit = 100

    /// What a letter is worth at most where no dictionary knows it, in eighths of a bit: 3.5 bits.
    static let unknownLetter: UInt8 = 28
    /// What a key is worth at most where all are letters, in eighths of a bit: 4.75 bits.
    static let letterKey: UInt8 = 38
    /// What a key is worth at most, in eighths of a bit: 6.5 bits.
    static let anyKey: UInt8 = 52

    private var memory = WipedBuffer()
    private var worths = WipedBuffer()
    private var carried: UInt8 = 0

    init() {
        memory.reserve(Self.letterLimit + 1)
        worths.reserve(Self.letterLimit + 1)
    }

    /// How many letters there are.
    var count: Int { memory.count }

    /// The letters.
    var letters: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get { memory.bytes }
    }

    /// What each letter is worth at most, in eighths of a bit; 0 where zxcvbn's own estimate counts.
    var worth: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get { worths.bytes }
    }

    /// Adds a letter, as long as there is room.
    mutating func append(_ letter: UInt8, worth: UInt8) {
        guard count < Self.letterLimit else { return }
        // The C library reads up to a NUL.
        Self.add(letter == 0 ? UInt8(ascii: "?") : letter, to: &memory)
        Self.add(worth, to: &worths)
    }

    /// Adds the letters that stand for one letter, which share its worth.
    mutating func append(_ letters: [UInt8], sharing worth: UInt8, isCapital: Bool = false) {
        guard let first = letters.first else {
            // A letter that is not spoken, such as ь: the next one is worth more.
            carried = min(carried + worth, LatinText.anyKey)
            return
        }
        let worth = worth == 0 ? 0 : worth + carried
        carried = 0
        let share = max(1, worth / UInt8(letters.count))
        append(isCapital ? Self.capital(first) : first, worth: worth == 0 ? 0 : share)
        for letter in letters.dropFirst() { append(letter, worth: worth == 0 ? 0 : share) }
    }

    /// A copy of the first letters, in memory of its own.
    borrowing func prefix(_ length: Int) -> LatinText {
        var copy = LatinText()
        for index in 0..<min(length, count) { copy.append(letters[index], worth: worth[index]) }
        return copy
    }

    /// After how many letters the text begins again, as far as it goes; `count` where it does not.
    borrowing func period() -> Int {
        var period = 1
        var index = 1
        while index < count {
            if Self.small(letters[index]) == Self.small(letters[index - period]) {
                index += 1
            } else {
                period += 1
                index = period
            }
        }
        return min(period, count)
    }

    /// Ends the text with the NUL that the C library looks for. It counts as a letter.
    mutating func terminate() {
        Self.add(0, to: &memory)
    }

    private static func add(_ byte: UInt8, to buffer: inout WipedBuffer) {
        var space = buffer.freeSpace
        space[0] = byte
        buffer.extend(by: 1)
    }

    static func capital(_ letter: UInt8) -> UInt8 {
        (0x61...0x7A).contains(letter) ? letter - 0x20 : letter
    }

    static func small(_ letter: UInt8) -> UInt8 {
        (0x41...0x5A).contains(letter) ? letter + 0x20 : letter
    }

    static func isLetter(_ letter: UInt8) -> Bool {
        (0x61...0x7A).contains(small(letter))
    }

    static func isDigit(_ letter: UInt8) -> Bool {
        (0x30...0x39).contains(letter)
    }
}
