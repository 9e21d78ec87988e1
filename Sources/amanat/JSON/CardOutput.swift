import Statements
import SystemPackage

/// A card, and what became of it: what each command says of it beside the card's own words.
struct CardOutput: Encodable {
    let card: Card
    /// The vault that was made.
    var vault: FilePath?
    /// The passphrase that was made with it.
    var passphrase: String?
    /// Where the card was written.
    var file: String?
    /// Whether enrolling it changed anything.
    var isNew: Bool?

    private enum Key: CodingKey {
        case vault, passphrase, file, enrolled, changed
    }

    /// All in one object.
    func encode(to encoder: any Encoder) throws {
        try card.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encodeIfPresent(vault?.string, forKey: .vault)
        try container.encodeIfPresent(passphrase, forKey: .passphrase)
        try container.encodeIfPresent(file, forKey: .file)
        try container.encodeIfPresent(isNew.map { _ in true }, forKey: .enrolled)
        try container.encodeIfPresent(isNew, forKey: .changed)
    }
}
