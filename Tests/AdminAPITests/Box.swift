/// A value that a closure leaves behind.
final class Box<Value> {
    var value: Value?
}
