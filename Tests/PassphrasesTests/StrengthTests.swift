import Testing

@testable import Passphrases

@Suite("The strength of a passphrase")
struct StrengthTests {
    @Test(
        "what a new user would try is refused",
        arguments: ["лола", "пароль123", "йцукен", "салом", "Душанбе2024", "سلام", "мурғоб"])
    func issue(text: String) throws {
        #expect(try weakness(text, knowing: ["мурғоб"]) != nil)
    }
}
