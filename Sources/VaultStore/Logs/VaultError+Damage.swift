import Journal
import Outside

extension VaultError {
    /// Damage of a journal, about its place.
    init(_ damage: JournalDamage) {
        self.init(damage, about: .place(damage.place, byte: damage.offset))
    }
}
