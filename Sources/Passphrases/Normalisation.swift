import CUtf8proc
import SafeSodium

/// One form for one text, whatever keyboard or system it came from: RFC 8265, OpaqueString. Spaces of
/// any width become U+0020, then Unicode's NFC.
enum Normalisation {
    /// Whether the bytes are well-formed UTF-8.
    static func isUTF8(_ bytes: Span<UInt8>) -> Bool {
        (try? UTF8Span(validating: bytes)) != nil
    }

    /// The normalised text, in memory of its own.
    ///
    /// - Parameter text: well-formed UTF-8.
    static func normalised(_ text: Span<UInt8>) -> SecretBytes {
        var isASCII = true
        for index in text.indices where text[index] >= 0x80 { isASCII = false }
        if isASCII { return SecretBytes(copying: text) }
        // A scalar decomposes into four at most, and each takes four bytes here; one more for the
        // NUL that the library writes. A multiple of 16, so that the memory is aligned.
        var work = SecretBytes(byteCount: (text.count * 4 + 4) * 4)
        var count = 0
        var span = work.mutableBytes
        // SAFETY: utf8proc reads `text.count` bytes, and writes at most `capacity` scalars, then the
        // text over them, which is no longer.
        unsafe text.withUnsafeBufferPointer { source in
            unsafe span.withUnsafeMutableBytes { memory in
                let buffer = unsafe memory.bindMemory(to: utf8proc_int32_t.self)
                let options = utf8proc_option_t(
                    rawValue: UTF8PROC_STABLE.rawValue | UTF8PROC_COMPOSE.rawValue)
                let length = unsafe utf8proc_decompose(
                    source.baseAddress, source.count, buffer.baseAddress, buffer.count, options)
                guard (0...buffer.count).contains(length) else {
                    fatalError("text that is UTF-8 was not taken as such")
                }
                for index in 0..<length where unsafe isWideSpace(buffer[index]) {
                    unsafe buffer[index] = 0x20
                }
                count = unsafe utf8proc_reencode(buffer.baseAddress, length, options)
            }
        }
        precondition(count >= 0, "scalars of UTF-8 were not taken as such")
        return work.part(0..<count)
    }

    /// Unicode's space separators (Zs) but U+0020.
    private static func isWideSpace(_ scalar: Int32) -> Bool {
        switch scalar {
        case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }
}
