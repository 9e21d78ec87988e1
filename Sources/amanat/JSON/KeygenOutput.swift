/// A key that was made, and the file that it was written to.
struct KeygenOutput: Encodable {
    let recipient: String
    let file: String
}
