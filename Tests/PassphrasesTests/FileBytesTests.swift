import Foundation
import SafeSodium
import Testing

@testable import Passphrases

@Suite("The bytes of a passphrase file")
struct FileBytesTests {
    private func line(_ bytes: [UInt8]) throws -> [UInt8] {
        var bytes = bytes
        let made = try VaultPassphrase(fileBytes: &bytes)
        #expect(bytes.isEmpty, "the bytes are overwritten")
        return [UInt8](made.typed.bytes)
    }

    @Test(
        "the first line is taken, however lines end, and a mark of UTF-8 is dropped",
        arguments: [
            "", "\n", "\r\n", "\r", "\nmore\n", "\r\nmore\r\n", "\rmore\r", "\n\u{0}",
        ])
    func lines(end: String) throws {
        for text in ["зебра кактус", "a", "zebra", " two  spaces ", "سلام دنیا", "a\u{A0}"] {
            #expect(try line(Array((text + end).utf8)) == Array(text.utf8))
            #expect(try line([0xEF, 0xBB, 0xBF] + Array((text + end).utf8)) == Array(text.utf8))
        }
    }

    @Test(
        "UTF-16 and UTF-32 are named, with a mark and without",
        arguments: ["пароль", "zebra", "a", "سلام", "Њ", "два слова\r\n", "ҳа\r\n", "salom\n"])
    func wide(text: String) throws {
        for encoding in [String.Encoding.utf16LittleEndian, .utf16BigEndian] {
            let bytes = [UInt8](try #require(text.data(using: encoding)))
            let mark: [UInt8] = encoding == .utf16LittleEndian ? [0xFF, 0xFE] : [0xFE, 0xFF]
            #expect(throws: PassphraseProblem.utf16) { try line(bytes) }
            #expect(throws: PassphraseProblem.utf16) { try line(mark + bytes) }
        }
        for encoding in [String.Encoding.utf32LittleEndian, .utf32BigEndian] {
            let bytes = [UInt8](try #require(text.data(using: encoding)))
            let mark: [UInt8] =
                encoding == .utf32LittleEndian ? [0xFF, 0xFE, 0, 0] : [0, 0, 0xFE, 0xFF]
            #expect(throws: PassphraseProblem.utf32) { try line(bytes) }
            #expect(throws: PassphraseProblem.utf32) { try line(mark + bytes) }
        }
    }

    @Test("what is no passphrase is named")
    func refused() {
        let cases: [([UInt8], PassphraseProblem)] = [
            ([], .emptyFile), ([0xEF, 0xBB, 0xBF], .emptyFile), (Array("\r\n".utf8), .emptyFile),
            (Array(" \t \n".utf8), .emptyFile), (Array("\nsecond\n".utf8), .emptyFirstLine),
            ([0xEF, 0xE0, 0xF0, 0xEE, 0xEB, 0xFC, 0x31], .notUTF8),
            (Array("abc\u{0}d".utf8), .nul),
            (Array(repeating: 0x61, count: 1025) + [0x0A], .tooLong),
        ]
        for (bytes, problem) in cases {
            #expect(throws: problem) { try line(bytes) }
        }
        let full = [UInt8](repeating: 0x61, count: 1024)
        #expect(throws: Never.self) { try line(full + [0x0D, 0x0A] + full) }
    }
}
