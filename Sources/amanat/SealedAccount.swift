import Statements
import Terminal
import TestimonyVault

/// An account that was typed and is sealed now, and what to say about it.
struct SealedAccount {
    let sealed: SealedTestimony
    let attachments: [DraftAttachment]

    static func seal(
        _ recording: inout Recording, _ text: borrowing TypedText
    ) throws -> SealedAccount {
        SealedAccount(
            sealed: try recording.seal(text.bytes), attachments: recording.attachments)
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
        var summary = SealSummary()
        summary.add(sealed, from: attachments.map(\.path))
        if !global.quiet, !global.json { summary.say() }
        SealOutput(sealed, from: attachments.map(\.path)).print(asJSON: global.json)
    }
}
