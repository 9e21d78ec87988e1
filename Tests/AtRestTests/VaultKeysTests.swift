import AtRest
import SafeSodium
import Testing

@Suite("Keys of a vault")
struct VaultKeysTests {
    let keys = VaultKeys(masterKey: SecretBytes(copying: [UInt8](0..<32).span))

    // Computed by Python's `hmac` from the page's formulas, for a master key of the bytes 0 to 31.
    @Test("the keys are those that another implementation derives")
    func knownAnswers() {
        let boxKey = keys.boxes.duplicate()
        let frameKey = keys.frames.duplicate()
        let boxes = [UInt8](boxKey.bytes)
        let frames = [UInt8](frameKey.bytes)
        #expect(
            Hex.encode(boxes)
                == "77ef689243e6ae58b29d8bb920d855a977de5cff130d32ab1d9a44efd859886d")
        #expect(
            Hex.encode(frames)
                == "6751f1e359205dc4c27821cb54286fa68dd64b48476973c49ef472ea07f8d244")
        #expect(keys.hiddenName(for: "amanat/41c2") == "c8ca1cf71c4742ed511d79bb7993afe2")
    }

    @Test("a hidden name is the same each time, and another one for another name or vault")
    func hiddenNames() {
        #expect(keys.hiddenName(for: "a") == keys.hiddenName(for: "a"))
        #expect(keys.hiddenName(for: "a") != keys.hiddenName(for: "b"))
        let other = VaultKeys(masterKey: SecretBytes(copying: [UInt8](1...32).span))
        #expect(keys.hiddenName(for: "a") != other.hiddenName(for: "a"))
    }
}
