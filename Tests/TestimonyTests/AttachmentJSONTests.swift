import Testing

@testable import Testimony

@Suite("The one way of writing attachments")
struct AttachmentJSONTests {
    func isRefused(_ bytes: [UInt8]) -> Bool {
        do {
            _ = try AttachmentEntry.decode(bytes)
            return false
        } catch {
            return error == .attachmentList
        }
    }

    func list(mediaType: String) -> [UInt8] {
        Array("[\(AttachmentEntryTests.item(mediaType: "\"\(mediaType)\""))]".utf8)
    }

    // RFC 8785, 3.2.2.2.
    @Test(
        "characters are escaped only where they must be, and in one way",
        arguments: [
            #"\b"#, #"\t"#, #"\n"#, #"\f"#, #"\r"#, #"\""#, #"\\"#, #"\u0000"#, #"\u001f"#, "/",
            "ж", "🦉", "\u{7F}", "\u{2028}", "",
        ])
    func canonical(text: String) {
        #expect(!isRefused(list(mediaType: text)))
    }

    @Test(
        "any other way of writing a character is refused",
        arguments: [
            #"\u0008"#, #"\u000a"#, #"\u000A"#, #"\u001F"#, #"\/"#, #"\u0061"#, #"\u0436"#,
            #"\u007f"#, #"\u2028"#, #"\ud83e\udd89"#, #"\ud800"#, #"\x61"#, #"\0"#, "\t", "\n",
        ])
    func otherEscapes(text: String) {
        #expect(isRefused(list(mediaType: text)))
    }

    @Test("the kind of a file is at most 255 bytes")
    func mediaTypes() {
        #expect(!isRefused(list(mediaType: String(repeating: "a", count: 255))))
        #expect(isRefused(list(mediaType: String(repeating: "a", count: 256))))
        #expect(!isRefused(list(mediaType: String(repeating: "ж", count: 127))))
        #expect(isRefused(list(mediaType: String(repeating: "ж", count: 128))))
    }

    @Test("JSON in another encoding than UTF-8 is refused")
    func otherEncodings() {
        let text = "[\(AttachmentEntryTests.item())]"
        let encodings: [[UInt8]] = [
            text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] },
            text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] },
            text.unicodeScalars.flatMap { [UInt8(truncatingIfNeeded: $0.value), 0, 0, 0] },
            Array(text.utf8).map { $0 == UInt8(ascii: "v") ? 0xFF : $0 },
        ]
        #expect(!isRefused(Array(text.utf8)))
        for bytes in encodings { #expect(isRefused(bytes)) }
    }

    @Test("members of any depth, and spaces of any number, are refused without harm")
    func hostile() {
        for count in [100, 600, 100_000] {
            let deep = String(repeating: "[", count: count) + String(repeating: "]", count: count)
            let item = AttachmentEntryTests.item(more: ",\"zzz\":\(deep)")
            #expect(isRefused(Array("[\(item)]".utf8)))
        }
        let spaces = String(repeating: " ", count: 1 << 20)
        #expect(isRefused(Array("[\(AttachmentEntryTests.item())]\(spaces)".utf8)))
    }
}
