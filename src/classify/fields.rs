//! What a member name or attribute name says about the value below it.

use super::keys::{self, Key, Means};
use super::role::Role;

impl Role {
    /// The role of the value below member `key`, inside a field of this role.
    ///
    /// An unknown name inherits: `{"title": {"rendered": …}}`, `{"name": {"de-DE": …}}` and
    /// `_highlightResult.title.value` stay names, and words in fields that nobody has heard of are
    /// judged. What others wrote stays theirs whatever its members are called. A language at the
    /// end of a name (`nameEn`, `title_pt_BR`) is no part of it.
    ///
    /// ```
    /// use agegate::classify::Role;
    /// assert_eq!(Role::Other.descend("product_type"), Role::Category);
    /// assert_eq!(Role::Category.descend("name"), Role::Category);
    /// assert_eq!(Role::Other.descend("reviews").descend("title"), Role::ThirdParty);
    /// assert_eq!(Role::Other.descend("nameEn"), Role::Name);
    /// ```
    #[must_use]
    pub fn descend(self, key: &str) -> Self {
        match key {
            // JSON-LD keywords share spellings with ordinary names.
            "@id" => return self.enter(Means::Is(Self::Url)),
            "@type" | "@context" => return self.enter(Means::Is(Self::Meta)),
            // Feeds put the image's own title and address under a prefix (sitemap images).
            _ if key.starts_with("image:") && self != Self::Image => {
                return self.enter(Means::Is(Self::Image)).descend(key);
            }
            _ => {}
        }
        Key::read(key).map_or_else(|| self.unheard_of(), |key| self.through(&key))
    }

    fn through(self, key: &Key) -> Self {
        if let Some(means) = keys::whole(key.flat()) {
            return self.enter(means);
        }
        if key.is_locale() {
            return self;
        }
        if let Some(shorter) = key.without_locale() {
            return self.through(&shorter);
        }
        // `id_supplier` is neither a supplier nor its name.
        if key.words().next() == Some("id") {
            return self.enter(Means::Is(Self::Id));
        }
        // `productsById` holds products, and is no identifier.
        let count = key.count().saturating_sub(if key.sorts() { 2 } else { 0 });
        let last = count.saturating_sub(1);
        let mut role = None;
        for (index, word) in key.words().take(count).enumerate() {
            if let Some(means) = keys::word(word, index == last) {
                role = Some(role.unwrap_or(self).enter(means));
            }
        }
        role.unwrap_or_else(|| self.unheard_of())
    }

    /// A seller's own words are its name and the like; below a name unheard of, a state called
    /// `store` or a `shop` with shelves may hold listings.
    const fn unheard_of(self) -> Self {
        if matches!(self, Self::Seller) { Self::Other } else { self }
    }

    fn enter(self, means: Means) -> Self {
        let to = match (self, means) {
            (_, Means::Is(Self::Label)) => return Self::Label,
            (Self::Label | Self::ThirdParty | Self::SearchKeywords, _) => return self,
            (_, Means::Products) => return Self::Other,
            (Self::Category, Means::Path) => return Self::Category,
            (_, Means::Path) => Self::Url,
            (_, Means::Is(role)) => role,
        };
        match (self, to) {
            (Self::Seller, Self::ThirdParty) => Self::ThirdParty,
            (Self::Seller, _) => Self::Seller,
            (Self::Image, Self::Url | Self::Slug) => Self::Image,
            (Self::Image, role) if role.is_naming() && role != Self::Image => Self::Alt,
            // A category's or brand's description is the same on all its listings.
            (Self::Category | Self::Brand, Self::Description) => Self::ThirdParty,
            (
                Self::Category | Self::Brand | Self::Tag | Self::OptionValue,
                Self::Name | Self::Slug,
            ) => self,
            (Self::Price, role) if role.is_naming() => Self::Other,
            _ => to,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Role::{self, *};

    fn role_of(path: &str) -> Role {
        path.split('/').fold(Role::Other, Role::descend)
    }

    #[test]
    fn fields_of_known_formats() {
        let cases = [
            (
                Name,
                "title name productName displayTitle subject headline product_enname productNameAr \
                 name_en nameEn NAME Product-Title titleDe title_pt_BR name/en name/de-DE \
                 title/rendered _highlightResult/title/value node/title _source/name \
                 hits/hits/_source/title data/products/items/name g:title og:title metaTitle \
                 _formatted/name display-name products/0/title query/products/name \
                 category/products/name collections/edges/node/products/edges/node/title \
                 shop/products/edges/node/title customer/wishlist/name color/products/name \
                 store/catalog/entities/title name/text/html byId/1/title userData/title",
            ),
            (
                Description,
                "body_html description descriptionHtml short_description description_short summary \
                 body meta_description metaTagDescription sellingPoints \
                 g:description long-description description/en-GB excerpt/rendered subtitle \
                 short_description/html",
            ),
            (
                Category,
                "product_type category categories categories/name categories/slug taxons/main/name \
                 google_product_category g:google_product_category breadcrumbs breadcrumbs/name \
                 categoriesById categories_by_slug/x category_path category/path categoryKey categoryName leaf category/leaf \
                 catalogProductType categories/breadcrumbs/name category_name_de \
                 hierarchicalCategories/lvl0 kategorie",
            ),
            (
                Brand,
                "brand brand/name vendor manufacturer brand_name manufacturerName s:vendor brandEn",
            ),
            (Slug, "slug handle url_key link_rewrite linkText"),
            (
                Url,
                "url permalink link href canonicalUrl link/href _links/self/href path product_url @id",
            ),
            (
                Image,
                "image images/src images/srcset thumbnail image_url imgUrl image/imgUrl mainImage \
                 images/url g:image_link additional_image_link image:loc thumbnailUrl brand_logo \
                 images/0",
            ),
            (Alt, "alt images/alt imageInfo/name images/title imageAlt image:title aria-label"),
            (Tag, "tags tags/name product_tags s:tag tags_en"),
            (
                OptionValue,
                "options options/values attributes/value attributes/terms/name variants/title \
                 properties/values custom_attributes/value option1 variant_name \
                 configurable_options/label flavour color_name specifications/0",
            ),
            (
                ThirdParty,
                "reviews reviews/title reviews/author/name reviews/items/body questions/0/text \
                 qa/answer returnPolicy shipping_policy review_count reviews/products/title \
                 comments/node/title seller/reviews/title category/description brand/description \
                 customerReviews/headline author",
            ),
            (
                Seller,
                "user/name customer/name seller/name shop/name store/title sellerName shop_name \
                 store_name storeUrl customer/city \
                 merchant/description offers/seller/name seller/id shop/name/en owner/name site_name \
                 location location/name city city_label address/addressLocality standort",
            ),
            (
                SearchKeywords,
                "keywords searchKeywords searchKeywords/en/text meta_keywords keywords_en",
            ),
            (
                Id,
                "id sku objectID productId product_id code asin gid _id uid list_id \
                 g:id variants/sku brand/id category/id images/id EAN gtin13 id_supplier id_default_image",
            ),
            (
                Price,
                "price prices/price price_range/minimum price/value sale_price priceHtml g:price prices/en",
            ),
            (
                Label,
                "hasAdultConsideration isFamilyFriendly audience/requiredMinAge g:adult adult \
                 reviews/isAdult seller/adultOnly is_adult_product IsAdultProduct min_age rating \
                 hasAdultConsideration/@id ageRestriction/name over_18",
            ),
            (
                Meta,
                "created_at updatedAt datePublished query pageInfo/endCursor @type __typename query/text \
                 _highlightResult/title/matchedWords totalCount sort_date",
            ),
            (
                Other,
                "byId byId/1/t productsById by_sku listById/7 userData/0 \
                 type foo data pagination custom_label_0 g:custom_label_0 en _highlightResult \
                 offers price/description price/name Größe shop/items product \
                 women Winter user/favourites customer/wishlist/items",
            ),
        ];
        let mut wrong = Vec::new();
        for (role, paths) in cases {
            let misread = |path: &&str| role_of(path) != role;
            wrong.extend(paths.split_whitespace().filter(misread).map(|p| (p, role_of(p), role)));
        }
        assert!(wrong.is_empty(), "path, role, expected: {wrong:#?}");
    }

    #[test]
    fn what_others_wrote_stays_theirs() {
        for under in ["reviews", "questions", "policy", "searchKeywords"] {
            let role = role_of(under);
            for key in ["title", "products", "id", "url", "price", "image", "x", "en", "category"] {
                assert_eq!(role.descend(key), role, "{under}/{key}");
            }
            assert_eq!(role.descend("isAdult"), Label, "{under}");
        }
    }

    #[test]
    fn a_name_in_any_spelling_is_one() {
        for name in [
            "short_description",
            "shortDescription",
            "Short-Description",
            "SHORT_DESCRIPTION",
            "shortdescription",
            "x:shortDescription",
        ] {
            assert_eq!(Other.descend(name), Description, "{name}");
        }
    }
}
