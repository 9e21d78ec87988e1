import DurableFiles
package import SafeSodium
package import Statements
import SystemPackage
package import TransparencyLog

/// What a draft holds: the record that it will be, what is attached, and the text as far as it was typed.
///
/// ```
/// record: <32 hex>
/// begun: <time>
/// journal: <entries of the vault's own log by then>
/// attach: <length> <modification time, ns> <SHA-256 of both ends, hex> <path, hex>      none or more
/// text: <byte count>
///                                                                                         an empty line
/// the text
/// ```
/// Source: the page *The vault's folder*, "Drafts".
package struct DraftContents: ~Copyable {
    package let beginning: DraftBeginning
    package let attachments: [DraftAttachment]
    package let text: SecretBytes

    /// The bytes to be saved.
    package static func encode(
        _ beginning: DraftBeginning, attachments: [DraftAttachment], text: Span<UInt8>
    ) -> SecretBytes {
        var header =
            "record: \(beginning.record)\nbegun: \(beginning.time)\n"
            + "journal: \(beginning.journalSize)\n"
        for file in attachments {
            let path = Hex.encode(file.path.bytes)
            header +=
                "attach: \(file.byteCount) \(file.modificationTime) \(file.ends.hex) \(path)\n"
        }
        header += "text: \(text.count)\n\n"
        let start = Array(header.utf8)
        var contents = SecretBytes(byteCount: start.count + text.count)
        var target = contents.mutableBytes
        target.copy(from: start.span)
        var rest = target._mutatingExtracting(start.count..<target.count)
        rest.copy(from: text)
        return contents
    }

    /// Reads what ``encode(_:attachments:text:)`` made; nil for anything else.
    package init?(parsing contents: borrowing SecretBytes) {
        let bytes = contents.bytes
        var end = 1
        while end < bytes.count, !(bytes[end] == 0x0A && bytes[end - 1] == 0x0A) { end += 1 }
        guard end < bytes.count,
            let header = String(validating: [UInt8](bytes.extracting(0..<end)), as: UTF8.self)
        else { return nil }
        let lines = header.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        func value(_ index: Int, _ key: String) -> Substring? {
            guard lines.indices.contains(index), lines[index].hasPrefix("\(key): ") else {
                return nil
            }
            return lines[index].dropFirst(key.count + 2)
        }
        guard lines.count >= 4, let record = value(0, "record").flatMap({ ObjectID(hex: $0) }),
            let begun = value(1, "begun").flatMap({ Timestamp(String($0)) }),
            let journal = value(2, "journal").flatMap({ UInt64($0) }),
            let count = value(lines.count - 1, "text").flatMap({ Int($0) }),
            count == bytes.count - end - 1
        else { return nil }
        var attachments: [DraftAttachment] = []
        for index in 3..<lines.count - 1 {
            guard let file = value(index, "attach").flatMap(Self.attachment) else { return nil }
            attachments.append(file)
        }
        beginning = DraftBeginning(record: record, time: begun, journalSize: journal)
        self.attachments = attachments
        text = contents.part(end + 1..<bytes.count)
    }

    private static func attachment(_ line: Substring) -> DraftAttachment? {
        let fields = line.split(separator: " ", omittingEmptySubsequences: false)
        guard fields.count == 4, let byteCount = Int64(fields[0]), let time = Int64(fields[1]),
            let ends = SHA256Hash(hex: fields[2]), let path = Hex.decode(fields[3])
        else { return nil }
        return DraftAttachment(
            path: FilePath(bytes: path), byteCount: byteCount, modificationTime: time, ends: ends)
    }
}

/// What a draft is from its first key on.
package struct DraftBeginning: Hashable, Sendable {
    /// The record that it will be.
    package let record: ObjectID
    package let time: Timestamp
    /// How many entries the vault's own log had by then. Where it has forgotten later ones, nobody knows whether the record
    /// was sealed among them.
    package let journalSize: UInt64

    package init(record: ObjectID, time: Timestamp, journalSize: UInt64) {
        self.record = record
        self.time = time
        self.journalSize = journalSize
    }
}
