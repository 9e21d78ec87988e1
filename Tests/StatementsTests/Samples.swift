import AgeFile
import SafeSodium
import TransparencyLog

@testable import Statements

/// Keys from seeds of 32 equal bytes, cards of them, and lines to get wrong.
enum Samples {
    static func key(_ byte: UInt8) -> SigningKey {
        SigningKey(seed: SecretBytes(copying: [UInt8](repeating: byte, count: 32).span))
    }

    static func recipient(_ byte: UInt8) throws -> HybridRecipient {
        let seed = SecretBytes(copying: [UInt8](repeating: byte, count: 32).span)
        guard case .hybrid(let recipient) = try Identity(hybridSeed: seed).recipient else {
            preconditionFailure("a hybrid identity has a hybrid recipient")
        }
        return recipient
    }

    static func time(_ seconds: Int64 = 1_795_425_164) -> Timestamp {
        Timestamp(secondsSince1970: seconds) ?? .maximum
    }

    /// - Parameter recipient: from whose seed the opening key is; nil for the device's own.
    static func card(
        _ byte: UInt8 = 7, name: String = "Лола", role: Role = .recorder,
        recipient other: UInt8? = nil, number: UInt64 = 1, follows: String? = nil
    ) throws -> Card {
        try Card(
            name: name, role: role, recipient: recipient(other ?? byte), number: number,
            time: time(), follows: follows, signedBy: key(byte))
    }

    static func id(_ byte: UInt8) -> ObjectID { ObjectID([UInt8](repeating: byte, count: 16)) }

    static func hash(_ byte: UInt8) -> SHA256Hash { SHA256Hash(of: [byte]) }

    /// A leaf as the page describes it, with some lines behind it.
    static func leafText(_ kind: String, _ lines: [String] = []) -> String {
        let note = ["sealed", "part"].contains(kind) ? "note: \(hash(3).hex)\n" : ""
        return "amanat-leaf/v1\nkind: \(kind)\nobject: \(id(1))\nsha256: \(hash(2).hex)\n"
            + "\(note)time: \(time())\n" + lines.map { "\($0)\n" }.joined()
    }
}

/// Lines that no reader passes over behind those that it knows: they have not the form of one that a
/// later version may add.
let linesThatAreNone = [
    "", "more", "more:", "more: ", "more:1", "More: 1", " more: 1", "2more: 1", "mo_re: 1",
    "more\u{301}: 1", "amanat-leaf/v1", "\(String(repeating: "x", count: 33)): 1",
    "x: \(String(repeating: "x", count: 1022))",
]

/// The texts that differ from this one, whose lines all have different keys, by one line: dropped,
/// doubled, emptied, without its space, of another key, of another place, or with an unknown one
/// before it.
func mistakes(in text: String) -> [String] {
    let lines = text.split(separator: "\n").map(String.init)
    var texts = [text + "\n", "\n" + text, String(text.dropLast()), ""]
    texts += linesThatAreNone.map { text + $0 + "\n" }
    for index in lines.indices {
        func with(_ replacement: [String]) {
            let changed = lines[..<index] + replacement + lines[(index + 1)...]
            texts.append(changed.map { $0 + "\n" }.joined())
        }
        let line = lines[index]
        with([])
        with([line, line])
        with([line, ""])
        // Behind the last line it would be one that is passed over.
        if index < lines.count - 1 { with([line, "more: 1"]) }
        with([line + " "])
        with([" " + line])
        with(["x" + line])
        with([line + "\u{301}"])
        if index > 0, let colon = line.firstIndex(of: ":") {
            with([String(line[...colon])])
            with([line[...colon] + " "])
            with([line.replacing(": ", with: ":", maxReplacements: 1)])
            with([line.replacing(": ", with: ":  ", maxReplacements: 1)])
            with([line.prefix(1).uppercased() + line.dropFirst()])
        }
        if index > 0 {
            var swapped = lines
            swapped.swapAt(index, index - 1)
            texts.append(swapped.map { $0 + "\n" }.joined())
        }
    }
    return texts
}
