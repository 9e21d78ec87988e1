import SafeSodium
import Testing

@Suite("Base 64")
struct Base64Tests {
    @Test(
        "the vectors of RFC 4648 §10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8), padding: .required) == text)
        #expect(Base64.decode(text, padding: .required) == Array(plain.utf8))
    }

    @Test("every four characters decode to what encodes to them, or not at all")
    func canonical() {
        let characters = Array("ABIQgwz09+/=-_ \n".utf8)
        var decoded = 0
        for number in 0..<65_536 {
            let text = String(
                decoding: (0..<4).map { characters[number >> (4 * $0) & 15] }, as: UTF8.self)
            guard let bytes = Base64.decode(text, padding: .required) else { continue }
            decoded += 1
            if Base64.encode(bytes, padding: .required) != text {
                Issue.record("\(text) is not canonical")
            }
        }
        // 11 of the characters are digits; 6 of them leave no bits behind before `=`, and
        // 4 (A, Q, g, w) before `==`.
        #expect(decoded == 11 * 11 * 11 * 11 + 11 * 11 * 6 + 11 * 4)
    }

    @Test(
        "texts of other shapes are refused",
        arguments: [
            "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm9v\n", "Zm 9",
        ])
    func strictness(text: String) {
        #expect(Base64.decode(text, padding: .required) == nil)
    }
}
