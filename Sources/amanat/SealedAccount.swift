import Statements
import Terminal
import TestimonyVault

/// An account that was typed and is sealed now, and what to say about it.
struct SealedAccount {
    let sealed: SealedTestimony
    let recipients: [String]
    let letterCount: Int
    let attachments: [DraftAttachment]

    private struct Result: Encodable {
        let id: String
        let attachments: Int
        let bytes: Int64
        let letters: Int
        let recipients: [String]
    }

    static func seal(
        _ recording: borrowing Recording, _ text: borrowing TypedText
    ) throws -> SealedAccount {
        SealedAccount(
            sealed: try recording.seal(text.bytes), recipients: recording.recipients,
            letterCount: letterCount(text.bytes), attachments: recording.attachments)
    }

    /// How many letters a text has, marks and joiners not counted.
    static func letterCount(_ bytes: Span<UInt8>) -> Int {
        let text = TypedText(bytes)
        var count = 0
        var offset = 0
        while offset < text.byteCount {
            offset = text.letterEnd(offset)
            count += 1
        }
        return count
    }

    /// The id alone on standard output; the rest in words beside it.
    func report(_ global: GlobalOptions) {
        if global.json {
            return Report.json(
                Result(
                    id: sealed.id.hex, attachments: sealed.attachmentCount,
                    bytes: sealed.byteCount, letters: letterCount, recipients: recipients))
        }
        if !global.quiet {
            let files =
                attachments.isEmpty
                ? "" : ", \(count(attachments.count, "attachment", "attachments"))"
            Report.notice(
                "sealed for \(TypedTestimony.list(recipients)): "
                    + "\(count(letterCount, "letter", "letters"))\(files)")
            for file in attachments {
                Report.notice("left unsealed on this disk: \(file.path)")
            }
        }
        Report.line(sealed.id.hex)
    }
}
