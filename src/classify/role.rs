//! What a field is for.

/// What a field is for. Decides whether a term in it is strong, and what a rewriter may take as
/// the name, identifier, link or price by which a listing is recognised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// The listing's name or title.
    Name,
    /// The seller's own description.
    Description,
    /// A category name or path.
    Category,
    /// The brand or manufacturer.
    Brand,
    /// A slug, handle or other readable identifier in a URL.
    Slug,
    /// A link to the listing.
    Url,
    /// An image address; its file name may name the goods.
    Image,
    /// The alternative text of an image.
    Alt,
    /// A tag.
    Tag,
    /// An option, attribute or variant value.
    OptionValue,
    /// Text that others wrote or that every page repeats: reviews, questions, policies, store names.
    ThirdParty,
    /// What a seller says of itself: the name of a store or marketplace, its logo, the place where
    /// it is (a book offered in «Médoc» is no wine).
    Seller,
    /// Words for a search engine, never displayed.
    SearchKeywords,
    /// An identifier: id, sku, code, gid.
    Id,
    /// A price.
    Price,
    /// A declared label, such as `isFamilyFriendly`.
    Label,
    /// Bookkeeping that names nothing: dates, sizes, tracking, query echo.
    Meta,
    /// Anything else.
    #[default]
    Other,
}

impl Role {
    /// Whether one strong term is enough in a field of this role.
    pub const fn is_naming(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::Description
                | Self::Category
                | Self::Brand
                | Self::Slug
                | Self::Url
                | Self::Image
                | Self::Alt
                | Self::Tag
                | Self::OptionValue
        )
    }
}
