import Statements
import TestSupport
import Testing
import TransparencyLog

@testable import Testimony

@Suite("Attachments, as a record names them")
struct AttachmentEntryTests {
    static let digits = String(repeating: "77", count: 16)
    static let hash = String(repeating: "ab", count: 32)

    static func item(
        object: String = "\"\(digits)\"", sha256: String = "\"\(hash)\"", length: String = "5",
        mediaType: String = "\"audio/wav\"", modified: String = "",
        name: String = "\"voice.wav\"", more: String = ""
    ) -> String {
        let time = modified.isEmpty ? "" : "\"modified\":\(modified),"
        return """
            {"length":\(length),"mediaType":\(mediaType),\(time)"name":\(name),\
            "object":\(object),"sha256":\(sha256)\(more)}
            """
    }

    func isRefused(_ text: String) -> Bool {
        do {
            _ = try AttachmentEntry.decode(Array(text.utf8))
            return false
        } catch {
            return error == .attachmentList
        }
    }

    @Test("entries are read back as they were made", arguments: [1, 2, 200])
    func roundTrip(count: Int) throws {
        let entries = Samples.attachments(count)
        #expect(try AttachmentEntry.decode(AttachmentEntry.encode(entries)) == entries)
    }

    @Test(
        "a file's name may have any script, quotes and backslashes",
        arguments: [
            "voice.wav", "Ҷ ӯ.ogg", "فیلم ۱.mp4", "\"quoted\" \\ back", "..", "-rf",
            "\u{202E}gpj.exe", "e\u{301}", "🦉", String(repeating: "a", count: 255),
            String(repeating: "ж", count: 127),
        ])
    func names(name: String) throws {
        let entries = [Samples.attachment(name: name)]
        let read = try AttachmentEntry.decode(AttachmentEntry.encode(entries))
        #expect(read.map { Array($0.name.utf8) } == [Array(name.utf8)])
    }

    @Test("the page's example is read, and no other way of writing the same")
    func reading() throws {
        let text = "[\(Self.item())]"
        #expect(try AttachmentEntry.decode(Array(text.utf8)).map(\.byteCount) == [5])
        for other in [
            " " + text, text + "\n", text.replacing("voice", with: "\\u0076oice"),
            text.replacing("audio/wav", with: "audio\\/wav"), text.replacing(",", with: ", "),
            text.replacing("\"length\":5,", with: "").replacing("}", with: ",\"length\":5}"),
        ] { #expect(isRefused(other), "\(other)") }
    }

    @Test(
        "members that are missing, unknown, doubled or of another type are refused",
        arguments: [
            item(more: ",\"zzz\":1"), item(more: ",\"name\":\"other\""),
            item().replacing("\"name\"", with: "\"Name\""),
            item().replacing("\"length\":5,", with: ""), item(length: "\"5\""),
            item(length: "null"), item(length: "-1"), item(length: "5.5"), item(length: "1.0"),
            item(length: "1e0"), item(length: "9007199254740992"),
            item(length: "9223372036854775808"), item(length: "1e400"), item(name: "5"),
            item(mediaType: "{}"), item(object: "\"\""), item(object: "\"\(digits.dropLast())\""),
            item(object: "\"\(digits.replacing("7", with: "A"))\""), item(sha256: "\"\(digits)\""),
            item(sha256: "\"\(hash.uppercased())\""), item(sha256: "7"), "1", "null", "[]", "\"\"",
            item(modified: "null"), item(modified: "\"1969-12-31T23:59:59Z\""),
            item(modified: "\"2026-11-22T23:50:11+00:00\""), item(modified: "5"),
            item(modified: "\"2026-02-30T00:00:00Z\""), item(modified: "\"\""),
        ])
    func members(item: String) {
        #expect(isRefused("[\(item)]"), "\(item)")
    }

    @Test("the longest file, and any time of change from 1970 on, are read")
    func bounds() throws {
        for modified in ["1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
            let text = "[\(Self.item(length: "9007199254740991", modified: "\"\(modified)\""))]"
            let read = try AttachmentEntry.decode(Array(text.utf8))
            #expect(read.map(\.modified) == [Timestamp(modified)])
            #expect(read.map(\.byteCount) == [(1 << 53) - 1])
        }
    }

    @Test(
        "names that are too long, or have slashes or control characters, are refused",
        arguments: [
            String(repeating: "a", count: 256), String(repeating: "ж", count: 128), "a/b", "/",
            "../a", "a\\u0000b", "a\\nb", "\\u001b[31m", "a\\u007fb", "a\\u0085b", "\\u009b31m",
            "\\uD800",
        ])
    func badNames(name: String) {
        #expect(isRefused("[\(Self.item(name: "\"\(name)\""))]"))
    }

    @Test("what is no array, is empty, has more than 10,000, or is no JSON is refused")
    func others() throws {
        let many = Samples.attachments(AttachmentEntry.maximumCount + 1)
        let bytes = try AttachmentEntry.encode(many)
        #expect(throws: TestimonyError.attachmentList) { try AttachmentEntry.decode(bytes) }
        #expect(
            try AttachmentEntry.decode(AttachmentEntry.encode(Array(many.dropLast()))).count
                == 10_000)
        let text = "[\(Self.item())]"
        for other in [
            "", " ", "{", "nonsense", "[]", "{}", Self.item(), text + "x", text + text,
            "\u{FEFF}" + text, text.replacing("\"", with: "'"),
        ] { #expect(isRefused(other), "\(other)") }
        for count in [100, 600, 100_000] {
            #expect(
                isRefused(
                    String(repeating: "[", count: count) + String(repeating: "]", count: count)))
            #expect(isRefused(String(repeating: "{\"a\":", count: count)))
        }
        let sixteen = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        #expect(throws: TestimonyError.attachmentList) { try AttachmentEntry.decode(sixteen) }
    }

    @Test("whatever bytes are read are written again as they were")
    func anyByte() throws {
        var generator = SeededGenerator(for: "attachment entries")
        let bytes = try AttachmentEntry.encode(Samples.attachments(2))
        for position in bytes.indices {
            var changed = bytes
            changed[position] = generator.bytes(1)[0]
            if let entries = try? AttachmentEntry.decode(changed) {
                #expect(try AttachmentEntry.encode(entries) == changed)
            }
        }
    }

    @Test(
        "attachments have a part each, or are spread over a hundred, in their order",
        arguments: [1, 99, 100, 101, 150, 10_000])
    func spread(count: Int) throws {
        let entries = Samples.attachments(count)
        let parts = try AttachmentEntry.parts(entries)
        #expect(parts.count == min(count, 100))
        let read = try parts.map { try AttachmentEntry.decode($0.bytes) }
        #expect(read.flatMap(\.self) == entries)
        for (index, (part, entries)) in zip(parts, read).enumerated() {
            #expect(part.name == PartName.Series.attachments.name(index + 1))
            let (start, end) = (index * count / parts.count, (index + 1) * count / parts.count)
            #expect(entries.count == end - start && !entries.isEmpty)
        }
    }

    @Test("more than 10,000 attachments, or none, have no parts")
    func noParts() {
        for count in [0, AttachmentEntry.maximumCount + 1] {
            #expect(throws: TestimonyError.attachmentList) {
                try AttachmentEntry.parts(Samples.attachments(count))
            }
        }
    }
}
