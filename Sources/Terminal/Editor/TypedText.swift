import CLinux
import Glibc
import SafeSodium

/// The text of an editor: UTF-8 in memory that is overwritten when it goes.
///
/// A *letter* here is what a terminal shows in one place: a character with the marks and joiners behind it. Offsets are
/// bytes; every offset that comes from this type lies between two letters.
package struct TypedText: ~Copyable {
    private var buffer = WipedBuffer()

    /// Grows with every change.
    package private(set) var changeCount: UInt64 = 0

    package init() {}

    package init(_ bytes: Span<UInt8>) {
        buffer.replace(0..<0, with: bytes)
    }

    package var byteCount: Int { buffer.count }
    package var isEmpty: Bool { buffer.count == 0 }

    package var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get { buffer.bytes }
    }

    /// Puts text, which is UTF-8, in the place of other text.
    package mutating func replace(_ range: Range<Int>, with bytes: Span<UInt8>) {
        guard !range.isEmpty || bytes.count > 0 else { return }
        buffer.replace(range, with: bytes)
        changeCount += 1
    }

    package subscript(offset: Int) -> UInt8 { buffer.bytes[offset] }

    // MARK: Letters

    /// The character that begins at an offset.
    package func scalar(at offset: Int) -> Unicode.Scalar {
        let bytes = buffer.bytes
        let first = bytes[offset]
        if first < 0x80 { return Unicode.Scalar(first) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for index in offset + 1..<min(offset + length, bytes.count) {
            value = value << 6 | UInt32(bytes[index] & 0x3F)
        }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private func scalarEnd(_ offset: Int) -> Int {
        let first = buffer.bytes[offset]
        let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        return min(offset + length, buffer.count)
    }

    private func scalarStart(before offset: Int) -> Int {
        let bytes = buffer.bytes
        var start = offset - 1
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }

    /// Whether a character belongs to the letter before it.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        // Skin tones have a width of their own in some libraries, and none on the screen.
        if (0x1F3FB...0x1F3FF).contains(scalar.value) { return true }
        return scalar.value >= 0x300 && CharacterWidth.columnCount(of: scalar) == 0
    }

    private static let joiner: Unicode.Scalar = "\u{200D}"

    /// The end of the letter that begins at an offset before the end of the text.
    package func letterEnd(_ offset: Int) -> Int {
        var last = scalar(at: offset)
        var end = scalarEnd(offset)
        if last == "\n" { return end }
        while end < buffer.count {
            let next = scalar(at: end)
            guard Self.isMark(next) || (last == Self.joiner && next.properties.isEmoji) else {
                break
            }
            last = next
            end = scalarEnd(end)
        }
        return end
    }

    /// The start of the letter that ends at an offset behind the start of the text.
    package func letterStart(before offset: Int) -> Int {
        var start = scalarStart(before: offset)
        while start > 0 {
            let this = scalar(at: start)
            let before = scalarStart(before: start)
            let last = scalar(at: before)
            guard last != "\n",
                Self.isMark(this) || (last == Self.joiner && this.properties.isEmoji)
            else { break }
            start = before
        }
        return start
    }

    /// How many columns the letter takes that begins at an offset.
    package func columnCount(ofLetterAt offset: Int) -> Int {
        let first = scalar(at: offset)
        return first == "\n" ? 0 : max(1, CharacterWidth.columnCount(of: first))
    }

    // MARK: Paragraphs and words

    /// The start of the paragraph that an offset is in.
    package func paragraphStart(_ offset: Int) -> Int {
        unsafe buffer.bytes.withUnsafeBytes { bytes in
            // SAFETY: searched before the offset, which is in the text.
            guard let start = bytes.baseAddress,
                let found = unsafe memrchr(start, 0x0A, offset)
            else { return 0 }
            return unsafe UnsafeRawPointer(found) - start + 1
        }
    }

    /// The end of the paragraph that an offset is in, before its line end.
    package func paragraphEnd(_ offset: Int) -> Int {
        unsafe buffer.bytes.withUnsafeBytes { bytes in
            // SAFETY: searched from the offset, which is in the text, to its end.
            guard let start = bytes.baseAddress,
                let found = unsafe memchr(start + offset, 0x0A, bytes.count - offset)
            else { return bytes.count }
            return unsafe UnsafeRawPointer(found) - start
        }
    }

    private func isWord(at offset: Int) -> Bool {
        let scalar = scalar(at: offset)
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || Self.isMark(scalar)
    }

    /// Where the word before an offset begins.
    package func wordStart(before offset: Int) -> Int {
        var start = offset
        while start > 0, !isWord(at: letterStart(before: start)) {
            start = letterStart(before: start)
        }
        while start > 0, isWord(at: letterStart(before: start)) {
            start = letterStart(before: start)
        }
        return start
    }

    /// Where the word behind an offset ends.
    package func wordEnd(after offset: Int) -> Int {
        var end = offset
        while end < byteCount, !isWord(at: end) { end = letterEnd(end) }
        while end < byteCount, isWord(at: end) { end = letterEnd(end) }
        return end
    }
}
