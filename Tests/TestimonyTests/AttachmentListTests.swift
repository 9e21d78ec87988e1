import Statements
import TestSupport
import Testing

@testable import Testimony

@Suite("Lists of attachments")
struct AttachmentListTests {
    static let digits = String(repeating: "77", count: 16)
    static let hash = String(repeating: "ab", count: 32)

    static func item(
        object: String = "\"\(digits)\"", sha256: String = "\"\(hash)\"", length: String = "5",
        mediaType: String = "\"audio/wav\"", name: String = "\"voice.wav\"", more: String = ""
    ) -> String {
        """
        {"length":\(length),"mediaType":\(mediaType),"name":\(name),\
        "object":\(object),"sha256":\(sha256)\(more)}
        """
    }

    static func list(
        _ items: String = "[\(item())]", version: String = "1", identity: String = "\"AGE-1\"",
        more: String = ""
    ) -> String {
        "{\"attachments\":\(items),\"identity\":\(identity),\"version\":\(version)\(more)}"
    }

    func isRefused(_ text: String) -> Bool {
        do {
            _ = try AttachmentList(parsing: Array(text.utf8))
            return false
        } catch {
            return error == .attachmentList
        }
    }

    @Test("a list is read back as it was made", arguments: [1, 2, 200])
    func roundTrip(count: Int) throws {
        let list = Samples.list(count)
        #expect(try AttachmentList(parsing: list.encoded()) == list)
    }

    @Test(
        "a file's name may have any script, quotes and backslashes",
        arguments: [
            "voice.wav", "Ҷ ӯ.ogg", "فیلم ۱.mp4", "\"quoted\" \\ back", "..", "-rf",
            "\u{202E}gpj.exe",
            "e\u{301}", "🦉", String(repeating: "a", count: 255),
            String(repeating: "ж", count: 127),
        ])
    func names(name: String) throws {
        let list = AttachmentList(identity: "AGE-1", items: [Samples.item(1, name: name)])
        let read = try AttachmentList(parsing: list.encoded())
        #expect(read.items.map { Array($0.name.utf8) } == [Array(name.utf8)])
    }

    @Test("the page's example is read, and no other way of writing the same")
    func reading() throws {
        let wanted = try AttachmentList(parsing: Array(Self.list().utf8))
        #expect(wanted.identity == "AGE-1")
        #expect(wanted.items.map(\.byteCount) == [5])
        let other = """
            \n {"attachments" : [ {"name":"voice.wav","mediaType":"audio/wav","length":5,
            "sha256":"\(Self.hash)","object":"\(Self.digits)"} ],"identity":"AGE-1","version":1} \t
            """
        #expect(isRefused(other))
        #expect(isRefused(" " + Self.list()))
        #expect(isRefused(Self.list() + "\n"))
        #expect(isRefused(Self.list().replacing("voice", with: "\\u0076oice")))
        #expect(isRefused(Self.list().replacing("audio/wav", with: "audio\\/wav")))
    }

    @Test(
        "members that are missing, unknown or of another type are refused",
        arguments: [
            list(version: "2"), list(version: "0"), list(version: "\"1\""), list(version: "null"),
            list(version: "true"), list(version: "[1]"), list(identity: "1"),
            list(identity: "null"),
            list("{}"), list("null"), list("\"\""), list("[1]"), list("[null]"), list("[[]]"),
            list(more: ",\"zzz\":1"), list("[\(item(more: ",\"zzz\":1"))]"),
            list().replacing(",\"version\":1", with: ""),
            list().replacing("\"identity\":\"AGE-1\",", with: ""),
            list().replacing("version", with: "Version"),
            list().replacing("\"name\"", with: "\"Name\""),
            "{\"identity\":\"AGE-1\",\"version\":1}", "{}", "[]", "1", "null",
            list("[\(item().replacing("\"length\":5,", with: ""))]"),
            list("[\(item().replacing("\"name\":\"voice.wav\",", with: ""))]"),
            list("[\(item(length: "\"5\""))]"), list("[\(item(length: "null"))]"),
            list("[\(item(length: "-1"))]"), list("[\(item(length: "5.5"))]"),
            list("[\(item(length: "9223372036854775808"))]"), list("[\(item(length: "1e400"))]"),
            list("[\(item(name: "5"))]"), list("[\(item(mediaType: "{}"))]"),
        ])
    func members(text: String) {
        #expect(isRefused(text))
    }

    @Test(
        "ids and hashes that are none are refused",
        arguments: [
            item(object: "\"\""), item(object: "\"\(digits.dropLast())\""),
            item(object: "\"\(hash)\""),
            item(object: "\"\(digits.replacing("7", with: "A"))\""), item(sha256: "\"\(digits)\""),
            item(sha256: "\"\(hash.uppercased())\""), item(sha256: "7"),
        ])
    func identifiers(item: String) {
        #expect(isRefused(Self.list("[\(item)]")))
    }

    @Test(
        "names that are too long, or have slashes or control characters, are refused",
        arguments: [
            String(repeating: "a", count: 256), String(repeating: "ж", count: 128), "a/b", "/",
            "../a",
            "a\\u0000b", "a\\nb", "\\u001b[31m", "a\\u007fb", "a\\u0085b", "\\u009b31m",
        ])
    func badNames(name: String) {
        #expect(isRefused(Self.list("[\(Self.item(name: "\"\(name)\""))]")))
    }

    @Test("an object that comes twice, no attachment, or more than 10,000 are refused")
    func counts() throws {
        #expect(isRefused(Self.list("[\(Self.item()),\(Self.item())]")))
        #expect(isRefused(Self.list("[]")))
        func items(_ count: Int) -> String {
            (0..<count).map { number in
                let digits = String(number, radix: 16)
                let padded = String(repeating: "0", count: 32 - digits.count) + digits
                return Self.item(object: "\"\(padded)\"")
            }.joined(separator: ",")
        }
        let most = Self.list("[\(items(AttachmentList.maximumCount))]")
        #expect(try AttachmentList(parsing: Array(most.utf8)).items.count == 10_000)
        #expect(isRefused(Self.list("[\(items(AttachmentList.maximumCount + 1))]")))
    }

    @Test(
        "what is not JSON is refused",
        arguments: [
            "", " ", "{", "nonsense", list() + "x", list() + list(), "\u{FEFF}" + list(),
            list().replacing("\"", with: "'"), list(more: ","), list() + "// comment",
            list().replacing(":1}", with: ":01}"), list(identity: "\"\\uD800\""),
            list(identity: "\"a\nb\""),
        ])
    func notJSON(text: String) {
        #expect(isRefused(text), "\(text)")
    }

    @Test("JSON in another encoding than UTF-8 is refused")
    func otherEncodings() {
        let text = Self.list()
        let encodings: [[UInt8]] = [
            text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] },
            text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] },
            text.unicodeScalars.flatMap { [UInt8(truncatingIfNeeded: $0.value), 0, 0, 0] },
            Array(text.utf8).map { $0 == UInt8(ascii: "v") ? 0xFF : $0 },
        ]
        for bytes in encodings {
            #expect(throws: TestimonyError.attachmentList) { try AttachmentList(parsing: bytes) }
        }
    }

    @Test("a member that comes twice is refused: two readers would take two values")
    func doubledMembers() {
        #expect(isRefused(Self.list(more: ",\"version\":1")))
        #expect(isRefused(Self.list(more: ",\"identity\":\"AGE-2\"")))
        #expect(isRefused(Self.list("[\(Self.item(more: ",\"name\":\"other\""))]")))
    }

    @Test(
        "numbers that are not written as whole ones are refused",
        arguments: ["1.0", "1e0", "10E-1"])
    func numbers(text: String) {
        #expect(isRefused(Self.list(version: text)))
        #expect(isRefused(Self.list("[\(Self.item(length: text))]")))
    }

    @Test("JSON of any depth and length is refused without harm")
    func hostile() {
        for count in [100, 600, 100_000] {
            let deep = String(repeating: "[", count: count) + String(repeating: "]", count: count)
            #expect(isRefused(deep))
            #expect(isRefused(Self.list(deep)))
            #expect(isRefused(Self.list(more: ",\"zzz\":\(deep)")))
            let nested = String(repeating: "{\"a\":", count: count)
            #expect(isRefused(nested))
        }
        let spaces = String(repeating: " ", count: AttachmentList.maximumByteCount)
        #expect(isRefused(Self.list() + spaces))
    }

    @Test("whatever bytes are read as a list are not cause for a crash")
    func anyByte() throws {
        var generator = SeededGenerator(for: "attachment lists")
        let bytes = try Samples.list(1).encoded()
        for position in bytes.indices {
            var changed = bytes
            changed[position] = generator.bytes(1)[0]
            if let list = try? AttachmentList(parsing: changed) {
                #expect(try AttachmentList(parsing: list.encoded()) == list)
            }
        }
    }
}
